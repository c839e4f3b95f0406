import { expect, test } from 'vitest';
import { backUpChats } from './chats.contract.ts';
import { LOOK, Talk } from './put-back.contract.ts';

const MAIL = { kind: 'mail', look: LOOK } as const;

/** A day of which two messages are in the mailbox. */
async function talk() {
  const it = new Talk();
  const first = it.say({ from: it.sam, text: 'morning' });
  it.say({ from: it.ana, text: 'noon' });
  await it.begin();
  return { it, first, run: await it.put(MAIL) };
}

async function copied(it: Talk): Promise<void> {
  await backUpChats(it.simulated, it.engine);
  it.simulated.clock.advance(60_000);
}

function messagesIn({ simulated }: Talk, role: string) {
  const { mailbox } = simulated.simulator;
  return [...mailbox.messages()].filter(({ folder }) => folder.role === role);
}

function textsIn(it: Talk, role: string): string[] {
  const words = ['morning', 'noon', 'evening', 'corrected'];
  return messagesIn(it, role)
    .map(({ content }) => content.body().content)
    .map((html) => words.filter((word) => html.includes(word)).join(' '))
    .sort();
}

const HISTORY = 'conversationhistory';
const BIN = 'deleteditems';

test('a day that grew takes the place of what was there of it, and the undo brings that back', async () => {
  const { it, run } = await talk();
  it.say({ from: it.sam, text: 'evening' });
  await copied(it);

  const plan = await it.plan(MAIL);
  expect(plan.units.map(({ planned }) => [planned.outcome, planned.replaces])).toEqual([
    ['make-again', true],
  ]);
  const second = await it.ended(await it.engine.startPutBack(plan.id, []));

  expect(second.result?.items.map(({ state }) => state)).toEqual(['equal']);
  expect(textsIn(it, HISTORY)).toEqual(['morning noon evening']);
  expect(textsIn(it, BIN)).toEqual(['morning noon']);
  const again = await it.put(MAIL);
  expect(again.result?.items.map(({ state }) => state)).toEqual(['left-alone']);

  await it.undo(second);
  expect(textsIn(it, HISTORY)).toEqual(['morning noon']);
  expect(textsIn(it, BIN)).toEqual(['morning noon evening']);
  // It is ours still: the first run can be taken back as well.
  const undone = await it.undo(run);
  expect(undone.result?.items.map(({ state }) => state)).toEqual(['equal']);
  expect(textsIn(it, HISTORY)).toEqual([]);
  await it.engine.close();
});

test('a message that was edited since makes no second day either', async () => {
  const { it, first } = await talk();
  it.control.edit(it.group, first, 'morning, corrected');
  it.say({ from: it.sam, text: 'evening' });
  await copied(it);

  await it.put(MAIL);

  expect(textsIn(it, HISTORY)).toEqual(['morning noon evening corrected']);
  await it.engine.close();
});

test('what the person has changed or moved is theirs, and stays beside it', async () => {
  const { it } = await talk();
  const [mine] = messagesIn(it, HISTORY);
  const { mailbox } = it.simulated.simulator;
  const label = () => Object.assign(mine!.state, { categories: ['keep'] });
  mailbox.change(mine!, label, { onlyRead: false });
  it.say({ from: it.sam, text: 'evening' });
  await copied(it);

  const plan = await it.plan(MAIL);
  expect(plan.units.map(({ planned }) => planned.replaces)).toEqual([undefined]);
  const run = await it.ended(await it.engine.startPutBack(plan.id, []));

  expect(textsIn(it, HISTORY)).toEqual(['morning noon', 'morning noon evening']);
  await it.undo(run);
  expect(textsIn(it, HISTORY)).toEqual(['morning noon']);
  await it.engine.close();
});

test('a part that does not have all of the earlier one is put beside it', async () => {
  const { it } = await talk();
  it.say({ from: it.sam, text: 'evening' });
  await copied(it);

  await it.put(MAIL, ['evening']);

  expect(textsIn(it, HISTORY)).toEqual(['evening', 'morning noon']);
  await it.engine.close();
});

test('an engine that dies between the new day and the old one knows afterwards what it replaced', async () => {
  const { it } = await talk();
  it.say({ from: it.sam, text: 'evening' });
  await copied(it);
  const { id } = await it.plan(MAIL);
  // The old one is moved, nobody hears of it, and there is no network until the engine is gone.
  it.simulated.simulator.troubles.plan({ method: 'POST', path: '/move', body: 'cut' });
  it.simulated.onRequest = () => {
    if (textsIn(it, BIN).length > 0) it.simulated.isOnline = false;
  };
  await it.engine.startPutBack(id, []);
  while (it.simulated.isOnline) await new Promise((resolve) => setTimeout(resolve, 1));
  const closing = it.restart();
  it.simulated.onRequest = () => {};
  it.simulated.isOnline = true;
  await closing;
  const newest = async () => (await it.engine.listJournal(1))[0];
  await expect.poll(newest).toMatchObject({ counts: { madeAgain: 1, failed: 0 } });
  expect(textsIn(it, HISTORY)).toEqual(['morning noon evening']);

  const entry = await newest();
  await it.ended(await it.engine.startUndo(entry!.id));

  expect(textsIn(it, HISTORY)).toEqual(['morning noon']);
  await it.engine.close();
});

const SEEDS = Number(process.env.PUT_BACK_FAULTS ?? 10);

test('whatever fails, a day that grew is there with all of it, and what it replaced comes back', async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { it } = await talk();
    it.say({ from: it.sam, text: 'evening' });
    await copied(it);
    const { troubles } = it.simulated.simulator;
    const plan = await it.plan(MAIL);
    troubles.failAtRandom(seed, 0.3);
    for (const [at, path] of ['/move', '/messages', '$batch'].entries()) {
      const body = (['cut', 'html', 'empty', 'error'] as const)[(seed + at) % 4]!;
      const status = [500, 503, 409, 429][(seed + at) % 4]!;
      troubles.plan({ path, after: (seed * at) % 3, status, body });
    }
    const run = await it.ended(await it.engine.startPutBack(plan.id, []));
    troubles.clear();
    it.simulated.clock.advance(60_000);
    await it.put(MAIL);

    expect([seed, textsIn(it, HISTORY)]).toEqual([
      seed,
      expect.arrayContaining(['morning noon evening']),
    ]);
    const entry = (await it.engine.listJournal(9)).find(({ id }) => id === run.journal);
    if (run.failed === 0 && entry?.canUndo) {
      await it.undo(run);
      expect([seed, textsIn(it, HISTORY)]).toEqual([seed, ['morning noon']]);
    }
    await it.engine.close();
  }
});
