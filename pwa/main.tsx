import { systemClock } from '../shared/lib/clock.ts';
import { loadDeployment } from '../shared/page/deployment.ts';
import { keepStorage } from '../shared/page/keep-storage.ts';
import { renderApp } from '../shared/ui/app.tsx';
import { connectEngine } from './engine-host.ts';
import { mayLeave } from './idle.ts';
import { WebPlatform } from './platform.ts';
import { showUpdateOffer } from './update-offer.ts';

/** After this long the rest is loaded, whether or not a first page is there. */
const FIRST_PAGE_MS = 5_000;

const deployment = await loadDeployment({
  fetch: (...request) => fetch(...request),
  storage: localStorage,
  clock: systemClock,
  builtInClientId: __CLIENT_ID__,
});
const platform = new WebPlatform(deployment, systemClock);
let showFirstPage = () => {};
const firstPage = new Promise<void>((resolve) => {
  showFirstPage = resolve;
});
const engine = connectEngine(platform, firstPage);
const root = document.getElementById('app');
if (root) renderApp(root, { engine, platform, addresses: 'path', onFirstPage: showFirstPage });
// A page that can't be loaded must not keep the engine from its work.
setTimeout(showFirstPage, FIRST_PAGE_MS);

// What nobody waits for comes after the first page: MSAL, the service worker, a word on storage.
await firstPage;
requestAnimationFrame(() =>
  setTimeout(() => {
    platform
      .settle(() => mayLeave(engine))
      .catch(() => {
        // Shown when it matters: every later call of the platform meets the same fault.
      });
    void showUpdateOffer(engine);
    void keepStorage(engine);
  }),
);
