import * as v from 'valibot';
import { placeOf } from '../../shared/rpc/serve.ts';
import { api } from '../browser-api.ts';
import { type BackgroundMessage, HostMessage } from '../messages.ts';
import { isOwnPage } from '../own-page.ts';
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
api.runtime.onMessage.addListener((message: unknown, sender, answer) => {
  // A script in somebody else's page has our id as well, and no business here.
  const asked = v.safeParse(HostMessage, message);
  if (!asked.success || !isOwnPage(sender)) return;
  idleTicks = 0;
  if (asked.output.to === 'host-look') {
    const { sooner } = asked.output;
    lookNow(sooner);
    return;
  }
  const { ask: asks, sender: who } = asked.output;
  host
    .then(({ desk }) => desk.answer(asks, who))
    .then(
      (value) => answer(value ?? null),
      (error: unknown) => {
        report('the overlay', error);
        answer(null);
      },
    );
  // The answer comes later.
  return true;
});
lookNow(false);

/** One that fails is tried again with the next alarm. */
function lookNow(sooner: boolean): void {
  host
    .then(({ look }) => look(sooner))
    .catch((error: unknown) => report('a look whether a copy is due', error));
}

function report(what: string, error: unknown): void {
  console.error(`holdfast: ${what}: ${placeOf(error)}`);
}

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
    async show(place) {
      await ask({ to: 'show', place });
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
