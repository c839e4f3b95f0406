import { placeOf } from '../../shared/rpc/serve.ts';
import { api } from '../browser-api.ts';
import { type Host, startHost } from '../host/host.ts';
import { restartWithSettings } from '../host/restart.ts';
import { readSetup } from '../setup.ts';
import { showApp } from './app-tab.ts';
import { lendLocks } from './lend-locks.ts';
import { listen } from './listeners.ts';
import { tellOutlook } from './outlook-pages.ts';
import { showNote, showSignal } from './toolbar.ts';
import { webAuth } from './web-auth.ts';

/**
 * Firefox's background is a page: it hosts the engine itself. Firefox ends it after half a minute
 * without a call of its interface, whatever runs in it; one is made as long as there is work or
 * somebody watches, and no longer.
 */
const AWAKE_MS = 20_000;

const report = (what: string, error: unknown) =>
  console.error(`holdfast: ${what}: ${placeOf(error)}`);
let isBusy = false;
// Listeners have to be there before anything is waited for.
const host: Promise<Host> = open();
listen({
  openHost: async () => {
    await host;
  },
  closeHost: async () => (await host).close(),
  look: async (sooner) => (await host).look(sooner),
  askDesk: async (ask, sender) => (await host).desk.answer(ask, sender),
  report,
});
// Whoever had the engine's lock in place of the host has changed what it works on: begin anew.
lendLocks(() => location.reload());
host.then((it) => it.look(false)).catch((error: unknown) => report('the host', error));
setInterval(() => {
  if (isBusy) void api.runtime.getPlatformInfo();
}, AWAKE_MS);

async function open(): Promise<Host> {
  const setup = await readSetup();
  restartWithSettings(setup, () => location.reload());
  return startHost({
    setup,
    webAuth,
    signal(signal) {
      const shown = [showSignal(signal), tellOutlook({ tell: 'changed' })];
      if (signal.note) shown.push(showNote(signal.note));
      Promise.all(shown).catch((error: unknown) => report('the toolbar', error));
    },
    show: showApp,
    tellIdle(isIdle) {
      isBusy = !isIdle;
    },
  });
}
