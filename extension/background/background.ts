import { placeOf } from '../../shared/rpc/serve.ts';
import { api } from '../browser-api.ts';
import type { HostMessage } from '../messages.ts';
import { listen } from './listeners.ts';

/** Chrome's and Edge's service worker: it may die at any moment, and the engine lives elsewhere. */

const OFFSCREEN = 'offscreen.html';
let opening: Promise<void> | null = null;

listen({
  openHost,
  async closeHost() {
    if (await isOpen()) await api.offscreen.closeDocument();
  },
  async look(sooner) {
    await openHost();
    const message: HostMessage = { to: 'host-look', sooner };
    await api.runtime.sendMessage(message);
  },
  async askDesk(ask, { id, url, frameId, tab }) {
    await openHost();
    const sender = { id, url, frameId, tab: tab && { id: tab.id } };
    const message: HostMessage = { to: 'host-ask', ask, sender };
    return api.runtime.sendMessage(message);
  },
  report: (what, error) => console.error(`holdfast: ${what}: ${placeOf(error)}`),
});

/** There is one such document for a profile; two that ask at once open one. */
function openHost(): Promise<void> {
  opening ??= open().finally(() => {
    opening = null;
  });
  return opening;
}

async function isOpen(): Promise<boolean> {
  const known = await api.runtime.getContexts({
    contextTypes: ['OFFSCREEN_DOCUMENT' as chrome.runtime.ContextType],
  });
  return known.length > 0;
}

async function open(): Promise<void> {
  if (await isOpen()) return;
  await api.offscreen.createDocument({
    url: OFFSCREEN,
    reasons: ['WORKERS' as chrome.offscreen.Reason],
    justification: 'Keeps your copy: the engine that copies and restores is a worker.',
  });
}
