import { expect, test } from 'vitest';
import type { TranscriptFormat } from '../model/put-back.ts';
import type { Saving } from '../model/saving.ts';
import { LOOK, PNG, Talk } from './put-back.contract.ts';

async function talk() {
  const it = new Talk();
  it.say({
    from: it.sam,
    text: 'the plan',
    files: [it.control.shareFile('plan.txt', 'a plan', it.sam)],
  });
  it.say({ text: 'look', pictures: [PNG] });
  return it.begin();
}

async function saved(
  it: Talk,
  format: TranscriptFormat,
  texts: readonly string[] | null = null,
): Promise<{ last: Saving; text: string }> {
  let last: Saving | null = null;
  const saving = it.engine.watchTranscript(await it.rows(texts), format, LOOK);
  for await (const each of saving) last = each;
  if (last?.file == null) throw new Error('there is no file');
  return { last, text: await last.file.text() };
}

test('a chat is handed out as one page, as JSON and as a table, with pictures and files inside', async () => {
  const it = await talk();

  const page = await saved(it, 'html');

  expect(page.last).toMatchObject({ done: 3, total: 3, failed: 0 });
  expect(page.last.file?.name).toBe('Garden.html');
  expect(page.text).toContain(`src="data:image/png;base64,${btoa(String.fromCharCode(...PNG))}"`);
  expect(page.text).toContain(btoa('a plan'));
  const { messages } = JSON.parse((await saved(it, 'json')).text);
  expect(messages.map(({ from }: { from: { name: string } | null }) => from?.name)).toEqual([
    undefined,
    'Sam Sender',
    'Pat Example',
  ]);
  expect((await saved(it, 'csv')).text.split('\r\n')).toHaveLength(5);
  await it.engine.close();
});

test('a part is handed out alone', async () => {
  const it = await talk();

  const { last, text } = await saved(it, 'html', ['look']);

  expect(last.total).toBe(1);
  expect(text).not.toContain('the plan');
  await it.engine.close();
});

test('what is not inside leads to where it was put back', async () => {
  const it = new Talk();
  const bytes = new Uint8Array(33 * 1024 * 1024);
  it.say({ from: it.sam, text: 'big', files: [it.control.shareFile('big.bin', bytes, it.sam)] });
  await it.begin();
  const before = /href="(https:[^"]+)"/.exec((await saved(it, 'html')).text)?.[1];
  const run = await it.put({ kind: 'files', folder: 'Chat files' });
  const link = run.result?.items[0]?.link;

  const addressOf = async () => /href="(https:[^"]+)"/.exec((await saved(it, 'html')).text)?.[1];

  expect(link).not.toBe(before);
  expect(await addressOf()).toBe(link);
  await it.undo(run);
  expect(await addressOf()).toBe(before);
  await it.engine.close();
});
