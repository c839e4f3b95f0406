import { expect, test } from 'vitest';
import { driveAsIs } from './drive.contract.ts';
import { Talk } from './put-back.contract.ts';

const FOLDER = 'Microsoft Teams Chat Files';
const FILES = { kind: 'files', folder: FOLDER } as const;

async function talk() {
  const it = new Talk();
  const share = (name: string, content: string, by = it.sam) =>
    it.control.shareFile(name, content, by);
  const plan = share('plan.txt', 'a plan');
  it.say({ from: it.sam, text: 'the plan', files: [plan] });
  it.say({ from: it.ana, text: 'the plan again', files: [plan] });
  it.say({ from: it.ana, text: 'another', files: [share('plan.txt', 'another plan', it.ana)] });
  it.say({ from: it.sam, text: 'empty', files: [share('empty.txt', '')] });
  return it.begin();
}

async function pathsIn(it: Talk): Promise<string[]> {
  const all = await driveAsIs(it.simulated);
  return [...all]
    .filter(([path]) => path.startsWith(`${FOLDER}/`))
    .map(([path, line]) => {
      const [, size] = line.split(' ');
      return path.endsWith('/') ? path : `${path.slice(FOLDER.length + 1)} ${size}`;
    });
}

const PLACED = [`${FOLDER}/`, 'empty.txt 0', 'plan (1970-01-01).txt 12', 'plan.txt 6'];

test('what others shared comes into the own drive, each file once, with the links to it', async () => {
  const it = await talk();
  const plan = await it.plan(FILES);
  expect(plan.units.map(({ planned }) => planned.row.subject)).toEqual([
    'plan.txt',
    'plan.txt',
    'empty.txt',
  ]);

  const run = await it.ended(await it.engine.startPutBack(plan.id, []));

  expect(run).toMatchObject({ endedBy: null, failed: 0 });
  const day = new Date(it.simulated.clock.now()).toISOString().slice(0, 10);
  expect((await pathsIn(it)).map((path) => path.replace(day, '1970-01-01'))).toEqual(PLACED);
  const links = run.result?.items.map(({ link }) => link) ?? [];
  expect(new Set(links).size).toBe(3);
  expect(links.every((link) => link?.startsWith('https://'))).toBe(true);
  await it.engine.close();
});

test('a second run makes nothing, and the undo takes all of it back with the folder', async () => {
  const it = await talk();
  const first = await it.put(FILES);
  const before = await pathsIn(it);

  const again = await it.put(FILES);

  expect(again.result?.items.map(({ state }) => state)).toEqual(Array(3).fill('left-alone'));
  expect(again.result?.items.map(({ link }) => link).sort()).toEqual(
    first.result?.items.map(({ link }) => link).sort(),
  );
  expect(await pathsIn(it)).toEqual(before);
  const undone = await it.undo(first);
  expect(undone.result?.items.map(({ state }) => state)).toEqual(Array(3).fill('equal'));
  expect(await pathsIn(it)).toEqual([]);
  await it.engine.close();
});

test('a file that nobody could read is told as not kept, and the others come back', async () => {
  const it = new Talk();
  it.say({ files: [it.control.shareFile('shut.txt', 'x', it.sam)], text: 'shut' });
  it.say({ files: [it.control.shareFile('open.txt', 'y', it.sam)], text: 'open' });
  it.control.setAccess('shut.txt', 'revoked', it.sam);
  await it.begin();

  const run = await it.put(FILES);

  expect(
    run.result?.items.map(({ row, state, fault }) => [row.subject, state, fault?.code]),
  ).toEqual([
    ['shut.txt', 'failed', 'unreadable'],
    ['open.txt', 'equal', undefined],
  ]);
  expect(run.failed).toBe(1);
  await it.engine.close();
});

const SEEDS = Number(process.env.PUT_BACK_FAULTS ?? 10);

test('whatever fails, files are there once or named as failed, and the undo leaves nothing', async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const it = await talk();
    const { troubles } = it.simulated.simulator;
    const plan = await it.plan(FILES);
    troubles.failAtRandom(seed, 0.25);
    for (const [at, path] of [
      'createUploadSession',
      '/children',
      ':/content',
      'webUrl',
    ].entries()) {
      const body = (['cut', 'html', 'empty', 'error'] as const)[(seed + at) % 4]!;
      troubles.plan({
        path,
        after: (seed * at) % 2,
        status: [500, 503, 409, 429][(seed + at) % 4]!,
        body,
      });
    }
    const first = await it.ended(await it.engine.startPutBack(plan.id, []));
    troubles.clear();
    it.simulated.clock.advance(60_000);
    const second = await it.put(FILES);

    // Which of the two got the plain name depends on what failed.
    const sizes = (await pathsIn(it)).map((path) => path.replace(/^.* /, ''));
    expect([seed, second.failed, sizes.sort()]).toEqual([seed, 0, ['0', '12', '6', 'Files/']]);
    for (const run of [second, first]) {
      const entry = (await it.engine.listJournal(9)).find(({ id }) => id === run.journal);
      if (entry?.canUndo) await it.undo(run);
    }
    const left = (await pathsIn(it)).filter((path) => !path.endsWith('/'));
    expect([seed, left]).toEqual([seed, []]);
    await it.engine.close();
  }
});
