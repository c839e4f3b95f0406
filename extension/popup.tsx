import '../shared/ui/tokens.css';
import './popup.css';
import { render } from 'preact';
import { openApp } from './app-page.ts';

function Popup() {
  const open = async () => {
    await openApp();
    window.close();
  };
  return (
    <>
      <h1>
        <img src="/icons/mark-32.png" width="24" height="24" alt="" />
        Holdfast
      </h1>
      <p>Your copy is kept by the Holdfast page in this browser.</p>
      <button type="button" onClick={open}>
        Open Holdfast
      </button>
    </>
  );
}

const root = document.getElementById('popup');
if (root) render(<Popup />, root);
