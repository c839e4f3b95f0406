import { expect, test } from 'vitest';
import type { Message } from '../simulator/store.ts';
import { LOOK, PNG, Talk } from './put-back.contract.ts';

const MAIL = { kind: 'mail', look: LOOK } as const;
const DAY_MS = 24 * 60 * 60_000;

async function talk() {
  const it = new Talk();
  const first = it.say({ from: it.sam, text: 'first day', pictures: [PNG] });
  it.say({ text: 'answer', files: [it.control.shareFile('plan.txt', 'a plan', it.sam)] });
  it.simulated.clock.advance(DAY_MS);
  const last = it.say({ from: it.ana, html: '<p>second day <script>alert(1)</script></p>' });
  return { it: await it.begin(), first, last };
}

function inFolder({ simulated }: Talk, role: string): Message[] {
  const { mailbox } = simulated.simulator;
  return [...mailbox.messages()]
    .filter(({ folder }) => folder.role === role)
    .sort((a, b) => a.state.receivedAt - b.state.receivedAt);
}

test('each day is a message with its pictures and files, its people and its dates', async () => {
  const { it, first, last } = await talk();
  const plan = await it.plan(MAIL);
  expect(plan.units.map(({ messages }) => messages)).toEqual([3, 1]);

  const run = await it.ended(await it.engine.startPutBack(plan.id, []));

  expect(run.result?.items.map(({ state, differences }) => [state, differences])).toEqual([
    ['equal', []],
    ['equal', []],
  ]);
  const [one, two, ...others] = inFolder(it, 'conversationhistory');
  expect(others).toEqual([]);
  const { content, state } = one!;
  expect(content.subject).toMatch(/^Garden – /);
  expect(content.from?.name).toBe('Sam Sender');
  expect(content.to.map(({ name }) => name).sort()).toEqual(['Ana Silva', 'Pat Example']);
  expect(content.to.every(({ address }) => address.includes('@'))).toBe(true);
  expect(state).toMatchObject({ isDraft: false, isRead: true });
  expect(one!.state.sentAt).toBeLessThanOrEqual(first.createdAt);
  expect(Math.abs(two!.state.receivedAt - last.createdAt)).toBeLessThan(1000);
  const { content: html } = content.body();
  const [picture, file] = [...content.attachments].sort((a) => (a.isInline ? -1 : 1));
  expect(html).toContain(`<img src="cid:${picture?.contentId}"`);
  expect(picture?.bytes()).toEqual(PNG);
  expect([file?.name, new TextDecoder().decode(file?.bytes())]).toEqual(['plan.txt', 'a plan']);
  expect(two!.content.body().content).not.toContain('script');
  await it.engine.close();
});

test('a second run makes nothing; the undo moves the days to the bin, and from there they come back', async () => {
  const { it } = await talk();
  const first = await it.put(MAIL);

  const again = await it.put(MAIL);

  expect(again.result?.items.map(({ state }) => state)).toEqual(['left-alone', 'left-alone']);
  expect(inFolder(it, 'conversationhistory')).toHaveLength(2);
  const undone = await it.undo(first);
  expect(undone.result?.items.map(({ state }) => state)).toEqual(['equal', 'equal']);
  expect(inFolder(it, 'conversationhistory')).toEqual([]);
  expect(inFolder(it, 'deleteditems')).toHaveLength(2);
  const third = await it.put(MAIL);
  expect(third.result?.items.map(({ outcome }) => outcome)).toEqual(['move-back', 'move-back']);
  expect(inFolder(it, 'conversationhistory')).toHaveLength(2);
  expect(inFolder(it, 'deleteditems')).toEqual([]);
  await it.engine.close();
});

test('a mailbox without the folder gets one, once', async () => {
  const { it } = await talk();
  const { mailbox } = it.simulated.simulator;
  const named = () =>
    [...mailbox.folders.values()].filter(
      ({ displayName }) => displayName === 'Conversation History',
    );
  for (const { serial } of named()) mailbox.folders.delete(serial);

  await it.put(MAIL);
  const again = await it.put(MAIL);

  expect(named()).toHaveLength(1);
  expect(again.result?.items.map(({ state }) => state)).toEqual(['left-alone', 'left-alone']);
  await it.engine.close();
});

test('files too large for one message are named with the address they lie at, put back or not', async () => {
  const it = new Talk();
  const bytes = new Uint8Array(13 * 1024 * 1024);
  for (const name of ['a.bin', 'b.bin']) {
    it.say({ from: it.sam, text: name, files: [it.control.shareFile(name, bytes, it.sam)] });
  }
  await it.begin();
  const files = await it.put({ kind: 'files', folder: 'Chat files' });
  const link = files.result?.items.find(({ row }) => row.subject === 'b.bin')?.link ?? 'none';

  const plan = await it.plan(MAIL);
  const run = await it.ended(await it.engine.startPutBack(plan.id, []));

  expect(plan.units[0]?.leftOut).toEqual(['b.bin is too large to be attached beside the others.']);
  expect(run.result?.items.map(({ state }) => state)).toEqual(['equal']);
  const [message] = inFolder(it, 'conversationhistory');
  expect(message?.content.attachments.map(({ name }) => name)).toEqual(['a.bin']);
  expect(message?.content.body().content).toContain(`href="${link}"`);
  await it.engine.close();
});

const SEEDS = Number(process.env.PUT_BACK_FAULTS ?? 10);

test('whatever fails, each day is there once or named as failed', async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { it } = await talk();
    const { troubles } = it.simulated.simulator;
    const plan = await it.plan(MAIL);
    troubles.failAtRandom(seed, 0.25);
    for (const [at, path] of ['/messages', '/attachments', '/mailFolders', '$batch'].entries()) {
      const body = (['cut', 'html', 'empty', 'error'] as const)[(seed + at) % 4]!;
      const status = [500, 503, 409, 429][(seed + at) % 4]!;
      troubles.plan({ path, after: (seed * at) % 3, status, body });
    }
    await it.ended(await it.engine.startPutBack(plan.id, []));
    troubles.clear();
    it.simulated.clock.advance(60_000);
    const second = await it.put(MAIL);

    const days = inFolder(it, 'conversationhistory');
    expect([seed, second.failed, days.length]).toEqual([seed, 0, 2]);
    expect([seed, days.map(({ content }) => content.attachments.length)]).toEqual([seed, [2, 0]]);
    await it.engine.close();
  }
});
