import { expect, test } from 'vitest';
import { type Choice, EVERYTHING } from '../model/choice.ts';
import type { ContainerId } from '../model/ids.ts';
import { sumLines } from '../model/receipt.ts';
import type { Engine } from './engine.ts';
import { backUp, PAT, Simulated } from './simulated.contract.ts';

async function opened() {
  const simulated = new Simulated();
  const { control } = simulated.simulator.drive;
  control.put('Photos/2024/beach.jpg', 'a beach');
  control.put('Photos/2025/hill.jpg', 'a hill!');
  control.put('Films/long.mp4', 'a long film');
  control.put('Taxes/return.pdf', 'a return');
  const engine = await simulated.open();
  const choose = (choice: Partial<Choice>) =>
    engine.writeChoice(PAT.id, 'drive', { ...EVERYTHING, ...choice });
  return { simulated, control, engine, choose, downloads: () => simulated.asked(/download/) };
}

async function folderId(engine: Engine, ...names: string[]): Promise<ContainerId> {
  let id: ContainerId | null = null;
  for (const name of names) {
    const { folders } = await engine.surveyDrive(PAT.id, id);
    id = folders.find((folder) => folder.name === name)?.id ?? null;
    if (id === null) throw new Error('no such folder');
  }
  if (id === null) throw new Error('no such folder');
  return id;
}

/** Names of all files, with whether they are left out or not whole. */
async function files(engine: Engine): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { id } of await engine.listContainers(PAT.id, 'drive')) {
    const order = { sort: 'date', descending: false, show: 'present' } as const;
    const query = { account: PAT.id, source: 'drive', container: id, ...order } as const;
    for (const row of (await engine.listItems(query, null, 1000)).rows) {
      if (row.kind !== 'file') continue;
      found[row.subject] = row.isLeftOut ? 'left out' : row.whole ? 'kept' : 'missing';
    }
  }
  return found;
}

test('the drive tells how large each folder is before anything is copied', async () => {
  const { engine, control } = await opened();
  control.put('note.txt', 'on top');

  const top = await engine.surveyDrive(PAT.id, null);
  const photos = await engine.surveyDrive(PAT.id, await folderId(engine, 'Photos'));

  expect(top.folders.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
    ['Films', 11],
    ['Photos', 14],
    ['Taxes', 8],
  ]);
  expect([top.sizeBytes, top.files]).toEqual([39, { count: 1, sizeBytes: 6 }]);
  expect(photos.folders.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
    ['2024', 7],
    ['2025', 7],
  ]);
  await engine.close();
});

test('what is left out is listed, not fetched, and the receipt says so and is complete', async () => {
  const { engine, choose, downloads } = await opened();
  await choose({ folders: { [await folderId(engine, 'Photos')]: 'out' }, without: ['video'] });

  const receipt = await backUp(engine, 'drive');

  expect(receipt).toMatchObject({ verdict: 'complete', gaps: [] });
  expect(sumLines(receipt.lines)).toMatchObject({
    missing: 0,
    leftOut: { files: 3, bytes: 25 },
  });
  expect(downloads()).toBe(1);
  expect(await files(engine)).toEqual({
    'beach.jpg': 'left out',
    'hill.jpg': 'left out',
    'long.mp4': 'left out',
    'return.pdf': 'kept',
  });
  // Nothing has changed: the same is said, and nothing asked.
  const again = await backUp(engine, 'drive');
  expect([again.requests, sumLines(again.lines).leftOut]).toEqual([2, { files: 3, bytes: 25 }]);
  await engine.close();
});

test('the nearest folder somebody has decided about counts', async () => {
  const { engine, choose } = await opened();
  const photos = await folderId(engine, 'Photos');
  const year = await folderId(engine, 'Photos', '2024');
  await choose({ folders: { [photos]: 'out', [year]: 'in' } });

  await backUp(engine, 'drive');

  expect(await files(engine)).toMatchObject({ 'beach.jpg': 'kept', 'hill.jpg': 'left out' });
  await engine.close();
});

test('what is chosen later is fetched though nothing has changed, and nothing kept goes', async () => {
  const { engine, choose, downloads } = await opened();
  await choose({ largestBytes: 7 });
  await backUp(engine, 'drive');
  expect([downloads(), (await files(engine))['long.mp4']]).toEqual([2, 'left out']);

  await choose({ without: ['pictures'] });
  const receipt = await backUp(engine, 'drive');

  expect(receipt).toMatchObject({ verdict: 'complete' });
  expect(sumLines(receipt.lines).leftOut.files).toBe(0);
  expect(downloads()).toBe(4);
  expect(new Set(Object.values(await files(engine)))).toEqual(new Set(['kept']));
  await engine.close();
});

test('a folder that moves to where nothing is copied keeps what is kept, and brings in what comes out', async () => {
  const { engine, choose, control, downloads } = await opened();
  await choose({ folders: { [await folderId(engine, 'Photos')]: 'out' } });
  await backUp(engine, 'drive');

  control.move('Photos/2024', 'Taxes');
  control.move('Films', 'Photos');
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });

  expect(await files(engine)).toEqual({
    'beach.jpg': 'kept',
    'hill.jpg': 'left out',
    'long.mp4': 'kept',
    'return.pdf': 'kept',
  });
  expect(downloads()).toBe(3);
  await engine.close();
});

test('what has changed and is left out now keeps its earlier contents in its history', async () => {
  const { engine, choose, control } = await opened();
  await backUp(engine, 'drive');
  await choose({ without: ['documents'] });
  control.put('Taxes/return.pdf', 'another return');
  await backUp(engine, 'drive');

  expect((await files(engine))['return.pdf']).toBe('left out');
  const row = (await rowsNamed(engine, 'return.pdf'))[0]!;
  const states = await engine.listVersions(PAT.id, row.row);
  const { bytes } = await engine.readAttachment(states.at(-1)!.row, 0);
  expect(new TextDecoder().decode(bytes)).toBe('a return');
  expect((await engine.readMessage(row.row)).notes).toEqual(['left-out']);
  await engine.close();
});

async function rowsNamed(engine: Engine, name: string) {
  const rows = [];
  for (const { id } of await engine.listContainers(PAT.id, 'drive')) {
    const order = { sort: 'date', descending: false, show: 'present' } as const;
    const query = { account: PAT.id, source: 'drive', container: id, ...order } as const;
    rows.push(...(await engine.listItems(query, null, 1000)).rows);
  }
  return rows.filter(({ subject }) => subject === name);
}

test('what failed and is not wanted any more is no gap any more', async () => {
  const { engine, choose, control, simulated } = await opened();
  control.breakItem('Films/long.mp4', 'unavailable');
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'incomplete' });

  await choose({ without: ['video'] });
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete', gaps: [] });

  simulated.simulator.drive.troubles.clear();
  await choose({});
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete', gaps: [] });
  expect((await files(engine))['long.mp4']).toBe('kept');
  await engine.close();
});
