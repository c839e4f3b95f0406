import { expect, test } from 'vitest';
import type { RestoreOptions } from '../rpc/protocol.ts';
import type { Engine } from './engine.ts';
import {
  backUp,
  PAT,
  Simulated,
  type SimulatedOptions,
  untilRestored,
} from './simulated.contract.ts';

const AS_PLANNED: RestoreOptions = { except: [], moveFromElsewhere: false, intoNewFolder: null };

/** With so much text, attachments follow in requests of their own. */
const LONG_TEXT = 'A long letter. '.repeat(120_000);

/** A kept message that is nowhere in the mailbox any more. */
async function lost(options: SimulatedOptions = {}) {
  const simulated = new Simulated(options);
  const { control, mailbox, troubles } = simulated.simulator;
  const attachments = [
    { name: 'a.bin', bytes: Uint8Array.of(1) },
    { name: 'b.bin', bytes: Uint8Array.of(2) },
  ];
  const receivedAt = Date.UTC(2026, 0, 1);
  const id = simulated.deliver({ receivedAt, text: LONG_TEXT, attachments });
  const engine = await simulated.open();
  await backUp(engine);
  control.delete(id, 'gone');
  await backUp(engine);
  const inbox = () => [...mailbox.role('inbox').present.values()].map(({ message }) => message);
  return { simulated, engine, troubles, inbox };
}

async function plan(engine: Engine) {
  const containers = await engine.listContainers(PAT.id, 'mail');
  const inbox = containers.find(({ role }) => role === 'inbox');
  if (inbox === undefined) throw new Error('there is an inbox');
  return engine.planRestore({
    kind: 'gone-in',
    container: { account: PAT.id, source: 'mail', id: inbox.id },
  });
}

async function start(engine: Engine, id: string) {
  const { result } = await untilRestored(engine, await engine.startRestore(id, AS_PLANNED));
  return result?.items.map(({ outcome, state }) => ({ outcome, state }));
}

test('what a lost network left half made is completed, and made once', async () => {
  const { simulated, engine, inbox } = await lost();
  simulated.onRequest = () => {
    if (inbox().length > 0) simulated.isOnline = false;
  };
  const job = await engine.startRestore((await plan(engine)).id, AS_PLANNED);
  for await (const { state } of engine.watchJob(job)) if (state.kind === 'waiting') break;
  expect(inbox().map(({ content }) => content.attachments.length)).toEqual([0]);

  simulated.onRequest = () => {};
  simulated.isOnline = true;
  simulated.online.set(undefined);
  const { result, journal } = await untilRestored(engine, job);

  expect(result?.items).toMatchObject([{ outcome: 'make-again', state: 'equal' }]);
  expect(inbox().map(({ content }) => content.attachments.length)).toEqual([2]);
  expect((await engine.listJournal(1))[0]).toMatchObject({ id: journal, canUndo: true });
  await engine.close();
});

test('the half of a message that a failed restore put away is not taken for the message', async () => {
  const { engine, troubles, inbox } = await lost();
  troubles.plan({ method: 'POST', path: '/attachments', times: 100, status: 400 });
  expect(await start(engine, (await plan(engine)).id)).toMatchObject([{ state: 'failed' }]);
  expect(inbox()).toEqual([]);
  troubles.clear();

  const restored = await start(engine, (await plan(engine)).id);

  expect(restored).toEqual([{ outcome: 'make-again', state: 'equal' }]);
  expect(inbox().map(({ content }) => content.attachments.length)).toEqual([2]);
  await engine.close();
});

test('two plans for one message, both said yes to, make it once', async () => {
  const { engine, inbox } = await lost();
  const [one, other] = [await plan(engine), await plan(engine)];

  expect(await start(engine, one.id)).toEqual([{ outcome: 'make-again', state: 'equal' }]);
  expect(await start(engine, other.id)).toEqual([{ outcome: 'here', state: 'left-alone' }]);

  expect(inbox()).toHaveLength(1);
  await engine.close();
});

test('a copy follows a restore that changed the mailbox, and none that left it alone', async () => {
  const { engine } = await lost({ copiesAfterRestore: true });
  const copies = async () => (await engine.listReceipts(10)).length;
  const before = await copies();
  const [one, other] = [await plan(engine), await plan(engine)];

  await start(engine, one.id);
  await expect.poll(copies).toBe(before + 1);
  await start(engine, other.id);
  await new Promise((resolve) => setTimeout(resolve, 50));

  expect(await copies()).toBe(before + 1);
  await engine.close();
});

test('a copy that runs during a restore may have seen nothing of it, and another one follows', async () => {
  const { simulated, engine } = await lost({ copiesAfterRestore: true });
  const copies = async () => (await engine.listReceipts(10)).length;
  const before = await copies();
  const { id } = await plan(engine);
  const { answer } = simulated;
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  simulated.answer = async (request) => {
    if (request.url.includes('/delta')) await held;
    return answer(request);
  };

  await engine.startBackup(PAT, ['mail']);
  expect(await start(engine, id)).toEqual([{ outcome: 'make-again', state: 'equal' }]);
  goOn();

  await expect.poll(copies).toBe(before + 2);
  await engine.close();
});

test('an undo that failed can be gone on with, until all is taken back', async () => {
  const { engine, troubles, inbox } = await lost();
  await start(engine, (await plan(engine)).id);
  const [restored] = await engine.listJournal(1);
  if (restored === undefined) throw new Error('the restore is in the journal');
  troubles.plan({ method: 'POST', path: '/move', times: 100, status: 400 });

  await untilRestored(engine, await engine.startUndo(restored.id));
  const entry = async () =>
    (await engine.listJournal(9)).find(({ id }) => id === restored.id) ?? restored;
  expect(await entry()).toMatchObject({ canUndo: true, undoneBy: null });
  expect(inbox()).toHaveLength(1);
  troubles.clear();
  await untilRestored(engine, await engine.startUndo(restored.id));

  expect(inbox()).toEqual([]);
  const [undo] = await engine.listJournal(1);
  expect(await entry()).toMatchObject({ canUndo: false, undoneBy: undo?.id });
  await engine.close();
});
