/// <reference lib="webworker" />
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

/**
 * Keeps the application's own files, so that everything stored can be read without a network. It
 * has no route for anything else: answers of Microsoft are never cached here.
 *
 * The page Microsoft sends the browser back to comes from the network always: an old one would
 * belong to an old MSAL, and without a network nobody signs in.
 */
precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), {
    denylist: [/^\/redirect-bridge/, /^\/deployment\.json/, /\.[a-z]+$/],
  }),
);

// A new version waits until a page says that the person wants it.
self.addEventListener('message', (event) => {
  if (isSkipWaiting(event.data)) void self.skipWaiting();
});

function isSkipWaiting(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data
    ? data.type === 'SKIP_WAITING'
    : false;
}
