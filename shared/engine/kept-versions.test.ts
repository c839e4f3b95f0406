import { expect, test } from 'vitest';
import { collect } from '../lib/iterate.ts';
import { type Choice, EVERYTHING } from '../model/choice.ts';
import type { DriveOptions } from '../simulator/drive/simulated-drive.ts';
import type { Engine } from './engine.ts';
import { backUp, PAT, Simulated, untilRestored } from './simulated.contract.ts';

const OPTIONS = { except: [], moveFromElsewhere: false, intoNewFolder: null };

async function opened(versions: Choice['versions'], drive: DriveOptions = {}) {
  const simulated = new Simulated({ simulator: { drive } });
  const { control, troubles } = simulated.simulator.drive;
  const engine = await simulated.open();
  await engine.writeChoice(PAT.id, 'drive', { ...EVERYTHING, versions });
  const put = (path: string, content: string) => {
    control.put(path, content);
    simulated.clock.advance(60_000);
  };
  return { simulated, control, troubles, engine, put };
}

async function rowOf(engine: Engine, name: string) {
  for (const { id } of await engine.listContainers(PAT.id, 'drive')) {
    const order = { sort: 'date', descending: true, show: 'all' } as const;
    const query = { account: PAT.id, source: 'drive', container: id, ...order } as const;
    const { rows } = await engine.listItems(query, null, 1000);
    const row = rows.find(({ subject }) => subject === name);
    if (row !== undefined) return row.row;
  }
  throw new Error('no such row');
}

async function contentsOf(engine: Engine, name: string) {
  const kept = await engine.listKeptVersions(PAT.id, await rowOf(engine, name));
  const contents: string[] = [];
  for (const { row, version } of kept) {
    const last = (await collect(engine.watchVersion(row, version))).at(-1);
    contents.push((await last?.file?.text()) ?? '');
  }
  return { kept, contents };
}

test.each(['work', 'personal'] as const)(
  'all older versions of a %s drive are kept beside their file, with date and size',
  async (flavour) => {
    const { engine, put } = await opened('all', { flavour });
    for (const content of ['one', 'second', 'third!']) put('a/b.txt', content);
    put('single.txt', 'alone');

    expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });
    const { kept, contents } = await contentsOf(engine, 'b.txt');

    expect(contents).toEqual(['second', 'one']);
    expect(kept.map(({ version, sizeBytes }) => [version, sizeBytes])).toEqual([
      ['2.0', 6],
      ['1.0', 3],
    ]);
    expect(Date.parse(kept[0]!.modifiedAt) - Date.parse(kept[1]!.modifiedAt)).toBe(60_000);
    expect((await contentsOf(engine, 'single.txt')).contents).toEqual([]);
    await engine.close();
  },
);

test('off keeps none and asks for none, and a number keeps the newest', async () => {
  const { engine, put, simulated } = await opened('off');
  for (const content of ['1', '22', '333', '4444']) put('b.txt', content);
  await backUp(engine, 'drive');
  expect((await contentsOf(engine, 'b.txt')).contents).toEqual([]);
  expect(simulated.asked(/versions/)).toBe(0);

  await engine.writeChoice(PAT.id, 'drive', { ...EVERYTHING, versions: 2 });
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });
  expect((await contentsOf(engine, 'b.txt')).contents).toEqual(['333', '22']);
  await engine.close();
});

test('versions are asked for again only where a file has changed, and what is kept is not fetched again', async () => {
  const { engine, put, simulated } = await opened('all');
  for (const content of ['1', '22', '333']) put('b.txt', content);
  for (let at = 0; at < 30; at += 1) put(`c/${at}.txt`, `${at}`);
  await backUp(engine, 'drive');
  expect(await backUp(engine, 'drive')).toMatchObject({ requests: 2, verdict: 'complete' });

  put('b.txt', '4444');
  simulated.simulator.drive.control.rename('c', 'd');
  const before = simulated.asked(/streamContent|download/);
  await backUp(engine, 'drive');

  // The new contents, and those of before as the one new version.
  expect(simulated.asked(/streamContent|download/)).toBe(before + 2);
  expect((await contentsOf(engine, 'b.txt')).contents).toEqual(['333', '22', '1']);
  await engine.close();
});

test('what Microsoft holds no more stays kept, also with a smaller number', async () => {
  const { engine, put } = await opened('all', { flavour: 'personal' });
  for (let at = 0; at < 25; at += 1) put('b.txt', `version ${at}`);
  await backUp(engine, 'drive');
  for (let at = 25; at < 30; at += 1) put('b.txt', `version ${at}`);
  await engine.writeChoice(PAT.id, 'drive', { ...EVERYTHING, versions: 1 });
  await backUp(engine, 'drive');

  const { contents } = await contentsOf(engine, 'b.txt');
  expect(contents[0]).toBe('version 28');
  expect(contents.slice(1)).toEqual(Array.from({ length: 24 }, (_, at) => `version ${23 - at}`));
  await engine.close();
});

test('versions with the same bytes are stored once and told as such', async () => {
  const { engine, put, simulated } = await opened('all');
  for (const content of ['same', 'other', 'same', 'same']) put('b.txt', content);
  await backUp(engine, 'drive');

  const { kept } = await contentsOf(engine, 'b.txt');
  expect(kept.map(({ isLikeNewer }) => isLikeNewer)).toEqual([true, false, false]);
  const parts = [...(await simulated.kept()).values()].find(({ parts }) => parts.length > 0)?.parts;
  expect(parts?.filter(({ role }) => role === 'attachment')).toHaveLength(2);
  await engine.close();
});

test('a version that can not be had is a gap, does not hurt its file, and comes later', async () => {
  const { engine, put, simulated } = await opened('all');
  for (const content of ['1', '22', '333']) put('b.txt', content);
  const { troubles } = simulated.simulator;
  troubles.plan({ path: 'versions/1.0/streamContent', status: 400, times: 50 });

  const receipt = await backUp(engine, 'drive');

  expect(receipt).toMatchObject({
    verdict: 'incomplete',
    lines: [{ missing: 0 }],
    gaps: [{ label: 'b.txt, version 1.0' }],
  });
  expect((await contentsOf(engine, 'b.txt')).contents).toEqual(['22']);

  troubles.clear();
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete', gaps: [] });
  expect((await contentsOf(engine, 'b.txt')).contents).toEqual(['22', '1']);
  await engine.close();
});

test('without addresses in the lists contents are found by a redirection', async () => {
  const { engine, put, troubles } = await opened('all');
  troubles.quirks.versionsWithoutUrls = true;
  for (const content of ['1', '22', '333']) put('b.txt', content);
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });
  expect((await contentsOf(engine, 'b.txt')).contents).toEqual(['22', '1']);
  await engine.close();
});

test('a version is restored at Microsoft where it still is, and taken back', async () => {
  const { engine, put, control, simulated } = await opened('all');
  for (const content of ['one', 'second', 'third!']) put('b.txt', content);
  await backUp(engine, 'drive');
  const [, oldest] = await engine.listKeptVersions(PAT.id, await rowOf(engine, 'b.txt'));

  const plan = await engine.planRestore({ kind: 'version', ...oldest! });
  const job = await engine.startRestore(plan.id, { ...OPTIONS, conflict: 'replace' });
  const { result, journal } = await untilRestored(engine, job);

  expect(result?.items[0]).toMatchObject({ state: 'equal' });
  const now = () => control.item('b.txt').current!.content;
  expect(new TextDecoder().decode(await now().read(0, now().size))).toBe('one');
  expect(simulated.asked(/restoreVersion/)).toBe(1);
  expect(simulated.asked(/createUploadSession/)).toBe(0);

  await untilRestored(engine, await engine.startUndo(journal!));
  expect(new TextDecoder().decode(await now().read(0, now().size))).toBe('third!');
  await engine.close();
});

test('whatever fails on the way, versions are complete at the end, and gaps say so until then', async () => {
  for (let seed = 1; seed <= Number(process.env.DRIVE_FAULTS ?? 10); seed += 1) {
    const { engine, put, simulated } = await opened('all', {
      flavour: seed % 2 ? 'work' : 'personal',
    });
    for (let at = 0; at < 60; at += 1) put(`a/${at % 12}.txt`, `${seed} ${at}`);
    const { troubles } = simulated.simulator;
    troubles.failAtRandom(seed, 0.1 + (seed % 4) * 0.1, [400, 404, 423, 500, 503, 509]);
    simulated.simulator.drive.control.cutDownloads({ afterBytes: 1, times: seed });
    const receipt = await backUp(engine, 'drive').catch(() => null);
    if (receipt?.verdict === 'complete') await expectAll();
    put('a/3.txt', 'another');
    await backUp(engine, 'drive').catch(() => null);
    troubles.clear();

    let last = await backUp(engine, 'drive');
    if (last.verdict !== 'complete') last = await backUp(engine, 'drive');
    expect([seed, last.verdict, last.gaps]).toEqual([seed, 'complete', []]);
    await expectAll();
    await engine.close();

    async function expectAll() {
      for (let name = 0; name < 12; name += 1) {
        const { versions } = simulated.simulator.drive.control.item(`a/${name}.txt`);
        const { kept } = await contentsOf(engine, `${name}.txt`);
        const older = versions.slice(0, -1).map(({ number }) => `${number}.0`);
        expect([seed, name, kept.map(({ version }) => version)]).toEqual([
          seed,
          name,
          older.reverse(),
        ]);
      }
    }
  }
}, 300_000);
