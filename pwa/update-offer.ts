import './update-offer.css';
import { systemClock } from '../shared/lib/clock.ts';
import type { EngineApi, EngineStatus } from '../shared/rpc/protocol.ts';
import type { Updates } from './updates.ts';

/**
 * Offers a new version once it is loaded, and only while no job runs: a page that changes its
 * version loads itself anew, and every other tab with it. Nothing changes unless it is accepted.
 */
export async function showUpdateOffer(
  engine: EngineApi,
  isBusy: (status: EngineStatus) => boolean,
): Promise<void> {
  // Without a network, or in a tab of a version that is gone, there is nothing to offer now.
  const part = await import('./updates.ts').catch(() => undefined);
  const updates = await part?.watchUpdates(systemClock);
  updates?.onOffer(() => void offerBetweenJobs(updates, engine, isBusy));
}

async function offerBetweenJobs(
  updates: Updates,
  engine: EngineApi,
  isBusy: (status: EngineStatus) => boolean,
): Promise<void> {
  const offer = createOffer(() => updates.accept());
  for await (const status of engine.watchStatus()) {
    if (offer.isDeclined()) return;
    offer.show(!isBusy(status));
  }
}

function createOffer(accept: () => void) {
  const box = document.createElement('section');
  let isDeclined = false;
  box.className = 'update-offer';
  box.setAttribute('role', 'status');
  const close = () => {
    isDeclined = true;
    box.remove();
  };
  box.append(
    'A new version of Holdfast is ready.',
    button('Change to it', accept),
    button('Not now', close),
  );
  return {
    isDeclined: () => isDeclined,
    show(isShown: boolean) {
      if (isShown && !isDeclined && !box.isConnected) document.body.append(box);
      if (!isShown) box.remove();
    },
  };
}

function button(words: string, onClick: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = words;
  element.addEventListener('click', onClick);
  return element;
}
