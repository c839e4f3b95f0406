/// <reference lib="webworker" />
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { weigh } from '../shared/lib/weigh.ts';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

/** Requests that need not come by here. Not in TypeScript's library yet. */
interface RoutedInstall {
  addRoutes?(rule: { condition: { requestMethod: string }; source: 'network' }): Promise<void>;
}

/** As many bytes as a part of a file has that is sent. */
const MOST_SENT_BYTES = 10 * 1024 * 1024;

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

// A request that comes by here leaves its body with this worker, which collects garbage when it has
// much of its own, and so never: after 2.5 GB were put back, the tab had 2.5 GB more. Bodies of some
// length are sent by PUT alone. Source: developer.chrome.com/blog/service-worker-static-routing.
self.addEventListener('install', (event: ExtendableEvent & RoutedInstall) => {
  const rule = { condition: { requestMethod: 'PUT' }, source: 'network' } as const;
  if (event.addRoutes === undefined) return;
  // A browser that takes no such rule still gets the app: the bodies are counted below.
  event.waitUntil(event.addRoutes(rule).catch(() => {}));
});

// Where they have to come by here, they are counted.
self.addEventListener('fetch', ({ request }) => {
  if (request.method === 'PUT') weigh(MOST_SENT_BYTES);
});

// A new version waits until a page says that the person wants it.
self.addEventListener('message', (event) => {
  if (isSkipWaiting(event.data)) void self.skipWaiting();
});

function isSkipWaiting(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data
    ? data.type === 'SKIP_WAITING'
    : false;
}
