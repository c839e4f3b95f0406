import { keepStorage } from '../../shared/page/keep-storage.ts';
import { renderApp } from '../../shared/ui/app.tsx';
import { openFace } from './open-face.ts';

/** The whole application in a tab: the same pages as on the web. */
const { engine, platform } = await openFace();
const root = document.getElementById('app');
if (root) renderApp(root, { engine, platform, addresses: 'fragment', onFirstPage: () => {} });
void keepStorage(engine);
