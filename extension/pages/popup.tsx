import '../../shared/ui/style.css';
import './popup.css';
import { render } from 'preact';
import { createFace, FaceContext } from '../../shared/ui/face.ts';
import { openFace } from './open-face.ts';
import { PopupPage } from './popup-page.tsx';

const { engine, platform } = await openFace();
const root = document.getElementById('popup');
if (root) {
  render(
    <FaceContext.Provider value={createFace(engine, platform)}>
      <PopupPage />
    </FaceContext.Provider>,
    root,
  );
}
