import { systemClock } from '../shared/lib/clock.ts';
import { loadDeployment } from '../shared/page/deployment.ts';
import { renderApp } from '../shared/ui/app.tsx';
import { connectEngine } from './engine-host.ts';
import { findExtension } from './extension.ts';
import { isBusy, mayLeave } from './idle.ts';
import { WebPlatform } from './platform.ts';

/** After this long the rest is loaded, whether or not a first page is there. */
const FIRST_PAGE_MS = 5_000;

const extension = findExtension();
// See `extension-frame.ts`.
const isOwnAsked = new URLSearchParams(location.search).get('copy') === 'own';
const root = document.getElementById('app');
if (root && extension !== null && !isOwnAsked) {
  const { showExtension } = await import('./extension-frame.ts');
  await showExtension(root, extension);
} else if (root) {
  await showOwnApp(root);
}

/** This page's own engine and copy. */
async function showOwnApp(root: HTMLElement): Promise<void> {
  const deployment = await loadDeployment({
    fetch: (...request) => fetch(...request),
    storage: localStorage,
    clock: systemClock,
    builtInClientId: __CLIENT_ID__,
  });
  const toExtension = extension === null ? null : () => location.assign('/');
  const platform = new WebPlatform(deployment, systemClock, toExtension);
  let showFirstPage = () => {};
  const firstPage = new Promise<void>((resolve) => {
    showFirstPage = resolve;
  });
  const engine = connectEngine(platform, firstPage);
  renderApp(root, { engine, platform, addresses: 'path', onFirstPage: showFirstPage });
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
      // A later start finds what can't be loaded now.
      import('./after-first-page.ts').then(
        ({ watchAfterFirstPage }) => watchAfterFirstPage({ engine, isBusy, findExtension }),
        () => {},
      );
    }),
  );
}
