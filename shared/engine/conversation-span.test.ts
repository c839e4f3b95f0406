import { expect, test } from 'vitest';
import type { ConversationCount, PutBackSelection, TimeSpan } from '../model/put-back.ts';
import type { Saving } from '../model/saving.ts';
import { LOOK, PNG, Talk } from './put-back.contract.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Three days, the second with a picture and two files. */
async function talk() {
  const it = new Talk();
  const share = (name: string) => it.control.shareFile(name, name, it.sam);
  it.say({ from: it.sam, text: 'first day', files: [share('early.txt')] });
  it.simulated.clock.advance(DAY_MS);
  const second = it.say({ from: it.ana, text: 'second day', pictures: [PNG] });
  it.say({ text: 'answer', files: [share('one.txt'), share('two.txt')] });
  it.simulated.clock.advance(DAY_MS);
  const third = it.say({ from: it.sam, text: 'third day' });
  await it.begin();
  const iso = (ms: number) => new Date(ms).toISOString();
  const span = { from: iso(second.createdAt), to: iso(third.createdAt) };
  const whole = await it.rows();
  const of = (part: TimeSpan): PutBackSelection => ({ ...whole, span: part });
  return { it, span, whole, of };
}

async function lastOf<T>(told: AsyncIterable<T>): Promise<T> {
  let last: T | undefined;
  for await (const each of told) last = each;
  if (last === undefined) throw new Error('nothing was told');
  return last;
}

test('of a part it is told how many messages, pictures and files it has', async () => {
  const { it, span, whole, of } = await talk();
  const counted = async (part: PutBackSelection): Promise<ConversationCount> =>
    lastOf(it.engine.watchCount(part));

  // Both begin with what Teams told when the chat was made.
  expect(await counted(whole)).toEqual({ messages: 5, pictures: 1, files: 3, isAll: true });
  expect(await counted(of(span))).toEqual({ messages: 2, pictures: 1, files: 2, isAll: true });
  expect(await counted(of({ from: span.to }))).toMatchObject({ messages: 1, files: 0 });
  expect(await counted(of({ to: span.from }))).toMatchObject({ messages: 2, files: 1 });
  const early = { to: '1990-01-01T00:00:00.000Z' };
  expect(await counted(of(early))).toMatchObject({ messages: 0, isAll: true });
  await it.engine.close();
});

test('a part is put back alone, whichever way, and saved alone', async () => {
  const { it, span, of } = await talk();
  const part = of(span);

  const mail = await it.engine.planPutBack(part, { kind: 'mail', look: LOOK });
  expect(mail.units.map(({ messages }) => messages)).toEqual([2]);
  const post = await it.engine.planPutBack(part, { kind: 'post', look: LOOK });
  expect(post.units.map(({ html }) => html?.includes('second day'))).toEqual([true]);
  expect(post.units[0]?.html).not.toMatch(/first day|third day/);
  const files = await it.engine.planPutBack(part, { kind: 'files', folder: 'Chat files' });
  const names = files.units.map(({ planned }) => planned.row.subject);
  expect(names.sort()).toEqual(['one.txt', 'two.txt']);
  const saved: Saving = await lastOf(it.engine.watchTranscript(part, 'csv', LOOK));
  const text = await saved.file?.text();
  expect(text).toMatch(/second day[\s\S]*answer/);
  expect(text).not.toMatch(/first day|third day/);

  const run = await it.ended(await it.engine.startPutBack(mail.id, []));
  expect(run.result?.items.map(({ state }) => state)).toEqual(['equal']);
  await it.engine.close();
});

test('a part in which nothing was said is refused as nothing', async () => {
  const { it, of } = await talk();
  const part = of({ from: '2090-01-01T00:00:00.000Z' });

  const plan = it.engine.planPutBack(part, { kind: 'mail', look: LOOK });

  await expect(plan).rejects.toMatchObject({ code: 'not-found' });
  await it.engine.close();
});
