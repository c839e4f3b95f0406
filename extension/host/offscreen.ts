import * as v from 'valibot';
import { api } from '../browser-api.ts';
import { type BackgroundMessage, HostMessage } from '../messages.ts';
import { readSetup } from '../setup.ts';
import { startHost } from './host.ts';
import { restartWithSettings } from './restart.ts';
import { WebAuthReply } from './web-auth-reply.ts';

/**
 * Where the engine lives in Chrome and Edge: a page nobody sees, which may use workers and files as
 * any page, and of the browser's extension interface has messages alone. What needs more is asked
 * of the background. It closes when there was nothing to do for half a minute.
 */
const IDLE_TICKS = 3;

let idleTicks = 0;
const host = open();
// It has to be there before anything is waited for, or the first message would be missed.
api.runtime.onMessage.addListener((message: unknown, sender) => {
  const asked = v.safeParse(HostMessage, message);
  if (!asked.success || sender.id !== api.runtime.id) return;
  idleTicks = 0;
  void host.then(({ look }) => look(asked.output.sooner));
});
void host.then(({ look }) => look(false));

async function open() {
  const setup = await readSetup();
  restartWithSettings(setup, () => window.close());
  return startHost({
    setup,
    async webAuth(url, interactive) {
      const answer = v.safeParse(WebAuthReply, await ask({ to: 'web-auth', url, interactive }));
      return answer.success ? answer.output : { failed: 'unexpected' };
    },
    signal(signal) {
      ask(signal).catch(() => {
        // The toolbar is told again with the next change; nothing depends on it.
      });
    },
    tellIdle(isIdle) {
      idleTicks = isIdle ? idleTicks + 1 : 0;
      if (idleTicks >= IDLE_TICKS) window.close();
    },
  });
}

/** The background ends when it has nothing to do, and wakes for a message. */
function ask(message: BackgroundMessage): Promise<unknown> {
  return api.runtime.sendMessage(message);
}
