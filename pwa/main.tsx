import { systemClock } from '../shared/lib/clock.ts';
import { renderApp } from '../shared/ui/app.tsx';
import { loadDeployment } from './deployment.ts';
import { connectEngine } from './engine-host.ts';
import { mayLeave } from './idle.ts';
import { keepStorage } from './keep-storage.ts';
import { WebPlatform } from './platform.ts';
import { showUpdateOffer } from './update-offer.ts';

const deployment = await loadDeployment({
  fetch: (...request) => fetch(...request),
  storage: localStorage,
  clock: systemClock,
  builtInClientId: __CLIENT_ID__,
});
const platform = new WebPlatform(deployment, systemClock);
const engine = connectEngine(platform);
const root = document.getElementById('app');
if (root) renderApp(root, { engine, platform });

// What nobody waits for comes after the first page: MSAL, the service worker, a word on storage.
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
