import { Workbox } from 'workbox-window';
import type { Clock } from '../shared/lib/clock.ts';

/** A page that stays open for weeks asks this often. */
const LOOK_EVERY_MS = 6 * 60 * 60 * 1000;

export interface Updates {
  /** A new version is loaded and waits; called at most once for each. */
  onOffer(offer: () => void): void;
  /** Changes to the new version: every tab of Holdfast loads it. Not to be called during a job. */
  accept(): void;
}

/** Registers the service worker; undefined where the browser has none or refuses. */
export async function watchUpdates(clock: Clock): Promise<Updates | undefined> {
  if (!('serviceWorker' in navigator)) return undefined;
  const workbox = new Workbox('/service-worker.js');
  const offers = new Set<() => void>();
  let isWaiting = false;
  workbox.addEventListener('waiting', () => {
    isWaiting = true;
    for (const offer of offers) offer();
  });
  workbox.addEventListener('controlling', ({ isUpdate }) => {
    if (isUpdate) location.reload();
  });
  const registration = await workbox.register().catch(() => undefined);
  if (!registration) return undefined;
  void lookNowAndThen(clock, workbox);
  return {
    onOffer(offer) {
      offers.add(offer);
      if (isWaiting) offer();
    },
    accept: () => workbox.messageSkipWaiting(),
  };
}

async function lookNowAndThen(clock: Clock, workbox: Workbox): Promise<void> {
  for (;;) {
    await clock.sleep(LOOK_EVERY_MS);
    if (navigator.onLine) await workbox.update().catch(() => {});
  }
}
