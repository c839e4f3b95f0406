import { expect, test } from 'vitest';
import type { RestoreOptions, RestoreSelection } from '../rpc/protocol.ts';
import type { DriveOptions } from '../simulator/drive/simulated-drive.ts';
import { driveAsIs } from './drive.contract.ts';
import type { Engine } from './engine.ts';
import { backUp, PAT, Simulated, untilRestored } from './simulated.contract.ts';

const OPTIONS: RestoreOptions = { except: [], moveFromElsewhere: false, intoNewFolder: null };

async function opened(drive: DriveOptions = {}) {
  const simulated = new Simulated({ simulator: { drive } });
  const { control, troubles, uploads } = simulated.simulator.drive;
  return { simulated, control, troubles, uploads, engine: await simulated.open() };
}

/** Every row of the drive's lists, or those that are lost. */
async function rowsOf(engine: Engine, show: 'all' | 'gone' = 'gone') {
  const rows = [];
  for (const { id } of await engine.listContainers(PAT.id, 'drive')) {
    const order = { sort: 'date', descending: false, show } as const;
    const query = { account: PAT.id, source: 'drive', container: id, ...order } as const;
    const page = await engine.listItems(query, null, 1000);
    rows.push(...page.rows.filter(({ movedTo }) => movedTo === null));
  }
  return rows;
}

async function restore(
  engine: Engine,
  rows: readonly number[],
  options: Partial<RestoreOptions> = {},
) {
  const plan = await engine.planRestore({ kind: 'rows', rows: [...rows] });
  const job = await engine.startRestore(plan.id, { ...OPTIONS, ...options });
  const { result, journal } = await untilRestored(engine, job);
  const items = result?.items.map(({ row, outcome, state, differences, fault }) => ({
    name: row.subject,
    outcome,
    state,
    differs: differences.map(({ property }) => property).sort(),
    fault: fault?.code ?? null,
  }));
  return { plan, items: items ?? [], journal };
}

async function restoreLost(engine: Engine, options: Partial<RestoreOptions> = {}) {
  return restore(
    engine,
    (await rowsOf(engine)).map(({ row }) => row),
    options,
  );
}

const DATES = {
  createdAt: Date.UTC(2015, 2, 3, 4, 5, 6),
  modifiedAt: Date.UTC(2019, 5, 4, 3, 2, 1),
};

async function filled(drive: DriveOptions = {}) {
  const all = await opened(drive);
  const { control } = all;
  control.put('Taxes/2024/return.pdf', 'a return', DATES);
  control.put('Taxes/2024/Τιμολόγιο #1 50%.txt', 'ένα', DATES);
  control.put('Taxes/empty.txt', '', DATES);
  control.put(
    'film.mp4',
    Uint8Array.from({ length: 12_000_000 }, (_, at) => (at * 7919) >> 5),
    DATES,
  );
  control.folder('Taxes', DATES);
  control.folder('Taxes/2024', {
    createdAt: Date.UTC(2014, 1, 1),
    modifiedAt: Date.UTC(2018, 1, 1),
  });
  control.folder('Nothing', DATES);
  return all;
}

test.each(['work', 'personal'] as const)(
  'a %s drive that was lost comes back: names, bytes, dates',
  async (flavour) => {
    const { simulated, control, engine, uploads } = await filled({ flavour });
    await backUp(engine, 'drive');
    const before = await driveAsIs(simulated);
    for (const name of ['Taxes', 'film.mp4', 'Nothing']) control.delete(name);
    control.emptyBin();
    await backUp(engine, 'drive');

    const { items } = await restoreLost(engine);

    expect(items.filter(({ state }) => state !== 'equal')).toEqual([]);
    expect(items).toHaveLength(7);
    expect(await driveAsIs(simulated)).toEqual(before);
    const folders = ['Taxes', 'Taxes/2024', 'Nothing'].map((path) => control.item(path).dates);
    expect(folders).toEqual([
      DATES,
      { createdAt: Date.UTC(2014, 1, 1), modifiedAt: Date.UTC(2018, 1, 1) },
      DATES,
    ]);
    expect(uploads.open).toBe(0);
    await engine.close();
  },
);

test('what was restored is taken back, exactly that, folders as well', async () => {
  const { simulated, control, engine } = await filled();
  await backUp(engine, 'drive');
  for (const name of ['Taxes', 'film.mp4']) control.delete(name);
  await backUp(engine, 'drive');
  const before = await driveAsIs(simulated);
  const { journal } = await restoreLost(engine);

  const { result } = await untilRestored(engine, await engine.startUndo(journal!));

  expect(result?.items.map(({ state }) => state)).toEqual(Array(6).fill('equal'));
  expect(await driveAsIs(simulated)).toEqual(before);
  await engine.close();
});

test('restoring twice makes nothing twice, and what somebody worked on since stays', async () => {
  const { simulated, control, engine } = await filled();
  await backUp(engine, 'drive');
  control.delete('Taxes');
  await backUp(engine, 'drive');
  const rows = (await rowsOf(engine)).map(({ row }) => row);
  const { journal } = await restore(engine, rows);
  const restored = await driveAsIs(simulated);

  const again = await restore(engine, rows);
  expect(again.items.map(({ outcome, state }) => `${outcome} ${state}`)).toEqual(
    Array(5).fill('here left-alone'),
  );
  expect(await driveAsIs(simulated)).toEqual(restored);

  control.put('Taxes/2024/return.pdf', 'worked on');
  const { result } = await untilRestored(engine, await engine.startUndo(journal!));
  expect(
    result?.items
      .filter(({ state }) => state === 'left-alone')
      .map(({ row }) => row.subject)
      .sort(),
  ).toEqual(['2024', 'Taxes', 'return.pdf']);
  expect([...(await driveAsIs(simulated)).keys()]).toEqual([
    'Nothing/',
    'Taxes/',
    'Taxes/2024/',
    'Taxes/2024/return.pdf',
    'film.mp4',
  ]);
  await engine.close();
});

test.each([
  ['skip', ['note.txt'], 'ransomware'],
  ['keep-both', ['note 1.txt', 'note.txt'], 'ransomware'],
  ['replace', ['note.txt'], 'the note'],
] as const)('of a file that has changed since, %s', async (conflict, names, contents) => {
  const { control, engine } = await opened();
  control.put('note.txt', 'the note', DATES);
  await backUp(engine, 'drive');
  const [row] = await rowsOf(engine, 'all');
  control.put('note.txt', 'ransomware');

  const { journal } = await restore(engine, [row!.row], { conflict });

  expect([...control.files()].map(({ path }) => path).sort()).toEqual(names);
  const text = async (path: string) => {
    const { current } = control.item(path);
    return new TextDecoder().decode(await current!.content.read(0, current!.content.size));
  };
  expect(await text('note.txt')).toBe(contents);
  if (conflict === 'keep-both') expect(await text('note 1.txt')).toBe('the note');
  if (conflict !== 'skip') {
    await untilRestored(engine, await engine.startUndo(journal!));
    expect(await text('note.txt')).toBe('ransomware');
    expect([...control.files()]).toHaveLength(1);
  }
  await engine.close();
});

test('a file that was moved is left where it is, or brought back when that is wanted', async () => {
  const { control, engine } = await opened();
  control.put('a/note.txt', 'the note');
  await backUp(engine, 'drive');
  const [row] = (await rowsOf(engine, 'all')).filter(({ subject }) => subject === 'note.txt');
  control.move('a/note.txt', 'b');
  control.rename('b/note.txt', 'other.txt');

  const left = await restore(engine, [row!.row]);
  expect(left.items).toMatchObject([{ outcome: 'elsewhere', state: 'left-alone' }]);
  const { journal, items } = await restore(engine, [row!.row], { moveFromElsewhere: true });
  expect(items).toMatchObject([{ outcome: 'elsewhere', state: 'equal' }]);
  expect([...control.files()].map(({ path }) => path)).toEqual(['a/note.txt']);
  await untilRestored(engine, await engine.startUndo(journal!));
  expect([...control.files()].map(({ path }) => path)).toEqual(['b/other.txt']);
  await engine.close();
});

test('an upload that is cut goes on where the session is, and none is left behind', async () => {
  const { simulated, control, engine, uploads } = await filled();
  const { troubles } = simulated.simulator;
  await backUp(engine, 'drive');
  const before = await driveAsIs(simulated);
  control.delete('film.mp4');
  await backUp(engine, 'drive');
  // The fragment arrives and its answer is lost; then the host is out of order for a while.
  troubles.plan({ method: 'PUT', path: 'uploadSession', times: 1, body: 'cut' });
  troubles.plan({ method: 'PUT', path: 'uploadSession', after: 1, times: 6, status: 500 });

  const { items } = await restoreLost(engine);

  expect(items).toMatchObject([{ name: 'film.mp4', state: 'equal' }]);
  expect(await driveAsIs(simulated)).toEqual(before);
  expect(uploads.open).toBe(0);
  await engine.close();
});

test('a drive without room says so, and nothing half-sent stays', async () => {
  const { control, engine, uploads } = await filled();
  await backUp(engine, 'drive');
  control.delete('film.mp4');
  await backUp(engine, 'drive');
  control.fillQuota(1_000_000);
  const plan = await engine.planRestore({
    kind: 'rows',
    rows: (await rowsOf(engine)).map(({ row }) => row),
  });

  const job = await engine.startRestore(plan.id, OPTIONS);
  for await (const progress of engine.watchJob(job)) {
    if (progress.state.kind === 'waiting') break;
    if (progress.state.kind === 'ended') break;
  }
  await engine.stopJob(job);
  await untilRestored(engine, job);

  expect(uploads.open).toBe(0);
  expect([...control.files()].map(({ path }) => path)).not.toContain('film.mp4');
  await engine.close();
});

test('documents that SharePoint writes into come back, and it is said that they differ', async () => {
  const { control, engine } = await opened({ rewriting: 'stored' });
  await control.upload('letter.html', '<p>a letter</p>');
  await backUp(engine, 'drive');
  control.delete('letter.html');
  await backUp(engine, 'drive');

  const { items } = await restoreLost(engine);

  expect(items).toMatchObject([{ state: 'differs', differs: ['content'] }]);
  await engine.close();
});

async function restoreAll(
  engine: Engine,
  selection: RestoreSelection,
  options: Partial<RestoreOptions> = {},
) {
  const plan = await engine.planRestore(selection);
  const job = await engine.startRestore(plan.id, { ...OPTIONS, ...options });
  const { result, journal } = await untilRestored(engine, job);
  return { plan, states: result?.items.map(({ state }) => state) ?? [], journal };
}

const WHOLE = { kind: 'source', account: PAT.id, source: 'drive', asOf: null } as const;

test('a folder that is gone comes back with all that was in it, and nothing beside it', async () => {
  const { simulated, control, engine } = await filled();
  await backUp(engine, 'drive');
  const before = await driveAsIs(simulated);
  for (const name of ['Taxes', 'film.mp4']) control.delete(name);
  control.emptyBin();
  await backUp(engine, 'drive');
  const folders = await engine.listContainers(PAT.id, 'drive');
  const { account, source, id } = folders.find(({ name }) => name === 'Taxes')!;

  const { plan, states } = await restoreAll(engine, {
    kind: 'folder',
    container: { account, source, id },
    asOf: null,
  });

  expect(plan).toMatchObject({ source: 'drive' });
  expect(states).toEqual(Array(5).fill('equal'));
  before.delete('film.mp4');
  expect(await driveAsIs(simulated)).toEqual(before);
  await engine.close();
});

test('of a whole drive what is there is left alone, and what is gone comes back', async () => {
  const { simulated, control, engine } = await filled();
  await backUp(engine, 'drive');
  const before = await driveAsIs(simulated);
  control.delete('Taxes/2024');
  control.emptyBin();
  await backUp(engine, 'drive');

  const lost = await engine.planRestore({ ...WHOLE, onlyGone: true });
  expect(lost.items.map(({ row }) => row.subject).sort()).toEqual([
    '2024',
    'return.pdf',
    'Τιμολόγιο #1 50%.txt',
  ]);
  const { plan, states } = await restoreAll(engine, WHOLE);

  expect(plan.items).toHaveLength(7);
  expect(states.filter((state) => state === 'equal')).toHaveLength(3);
  expect(states.filter((state) => state === 'left-alone')).toHaveLength(4);
  expect(await driveAsIs(simulated)).toEqual(before);
  await engine.close();
});

test('into a new folder the tree is made anew in it, and what is there stays as it is', async () => {
  const { simulated, control, engine } = await filled();
  await backUp(engine, 'drive');
  const before = await driveAsIs(simulated);
  control.delete('Taxes/2024');
  control.emptyBin();
  await backUp(engine, 'drive');
  const rest = await driveAsIs(simulated);

  const { states, journal } = await restoreAll(engine, WHOLE, { intoNewFolder: 'Restored' });

  expect(states).toEqual(Array(7).fill('equal'));
  const inside = [...before].map(([path, line]) => [`Restored/${path}`, line] as const);
  const expected = new Map([...rest, ...inside, ['Restored/', 'folder'] as const]);
  expect(await driveAsIs(simulated)).toEqual(
    new Map([...expected].sort(([a], [b]) => (a < b ? -1 : 1))),
  );
  await untilRestored(engine, await engine.startUndo(journal!));
  expect(await driveAsIs(simulated)).toEqual(rest);
  await engine.close();
});

test('files that were encrypted and renamed have their contents and names again, and an undo takes both back', async () => {
  const { simulated, control, engine } = await filled();
  control.delete('Taxes/empty.txt');
  await backUp(engine, 'drive');
  const before = await driveAsIs(simulated);
  const rows = (await rowsOf(engine, 'all')).map(({ row }) => row);
  control.encryptAll();
  control.delete('HOW TO GET YOUR FILES BACK.txt');
  const encrypted = await driveAsIs(simulated);
  await backUp(engine, 'drive');

  const { plan, states, journal } = await restoreAll(
    engine,
    { kind: 'rows', rows },
    { conflict: 'replace' },
  );

  expect(plan.items.filter(({ hasOtherContent }) => hasOtherContent)).toHaveLength(3);
  expect(states.filter((state) => state === 'failed' || state === 'differs')).toEqual([]);
  expect(await driveAsIs(simulated)).toEqual(before);
  await untilRestored(engine, await engine.startUndo(journal!));
  expect([...(await driveAsIs(simulated)).keys()]).toEqual([...encrypted.keys()]);
  await engine.close();
});

test('of many files Microsoft is asked for twenty at once, and it is told how far that is', async () => {
  const { simulated, control, engine } = await opened();
  for (let at = 0; at < 130; at += 1) control.put(`Many/${at % 3}/file ${at}.txt`, `text ${at}`);
  await backUp(engine, 'drive');
  control.delete('Many');
  control.emptyBin();
  await backUp(engine, 'drive');
  const asked = simulated.asked(/./);

  const told: number[] = [];
  for await (const { done, total, plan } of engine.watchPlan(WHOLE)) {
    expect(total).toBe(134);
    if (plan === null) told.push(done);
    else expect(plan.items.map(({ outcome }) => outcome)).toEqual(Array(134).fill('make-again'));
  }

  expect(told).toEqual([20, 40, 60, 80, 100, 120, 134]);
  expect(simulated.asked(/batch/)).toBeGreaterThan(6);
  // Each item is asked for once, and where it would go; not each by a request of its own.
  expect(simulated.asked(/./) - asked).toBeLessThan(200);
  await engine.close();
});

test('a drive comes back as it was at a moment: names, places and contents of then', async () => {
  const { simulated, control, engine } = await filled();
  await backUp(engine, 'drive');
  const before = await driveAsIs(simulated);
  const [moment] = await engine.listMoments(PAT.id, 'drive');
  control.put('Later.txt', 'not there then');
  control.put('Taxes/2024/return.pdf', 'another return');
  control.move('Taxes/2024', 'Nothing');
  control.rename('film.mp4', 'movie.mp4');
  await backUp(engine, 'drive');
  for (const { name } of [...simulated.simulator.drive.drive.root.children.values()]) {
    control.delete(name);
  }
  control.emptyBin();
  await backUp(engine, 'drive');

  const then = { ...WHOLE, asOf: moment!.sequence };
  const { plan, states } = await restoreAll(engine, then);

  expect(plan.items).toHaveLength(7);
  expect(states).toEqual(Array(7).fill('equal'));
  expect(await driveAsIs(simulated)).toEqual(before);
  // What was made again is what was, and did not come later.
  await backUp(engine, 'drive');
  expect((await engine.planRestore(then)).later).toBeUndefined();
  await engine.close();
});

test('a folder as of a moment stands for what was in it then', async () => {
  const { control, engine } = await filled();
  await backUp(engine, 'drive');
  const [moment] = await engine.listMoments(PAT.id, 'drive');
  control.move('Taxes/2024/return.pdf', 'Nothing');
  control.put('Taxes/new.txt', 'new');
  await backUp(engine, 'drive');
  const folders = await engine.listContainers(PAT.id, 'drive');
  const { account, source, id } = folders.find(({ name }) => name === 'Taxes')!;
  const container = { account, source, id };

  const then = await engine.planRestore({ kind: 'folder', container, asOf: moment!.sequence });
  const names = then.items.map(({ row }) => row.subject).sort();
  expect(names).toEqual(['2024', 'Taxes', 'empty.txt', 'return.pdf', 'Τιμολόγιο #1 50%.txt']);
  expect(then.items.find(({ row }) => row.subject === 'return.pdf')?.outcome).toBe('elsewhere');
  const now = await engine.planRestore({ kind: 'folder', container, asOf: null });
  expect(now.items.map(({ row }) => row.subject)).not.toContain('return.pdf');
  expect(then.later).toEqual({ count: 1, names: [{ name: 'new.txt', count: 1 }] });
  expect(now.later).toBeUndefined();
  await engine.close();
});

/** Every name that what is there has, and no path that OneDrive would refuse. */
function pathsIn(control: Awaited<ReturnType<typeof opened>>['control']): string[] {
  return [...control.files()].map(({ path }) => path).sort();
}

test('where paths would be too long now, names are shortened, told before and after, and taken back', async () => {
  const { simulated, control, engine } = await opened();
  const long = 'Protocol of the meeting of owners';
  const names = ['Ανακεφαλαίωση των πρακτικών.docx', '理事会の議事録と資料一覧表.pdf', 'short.txt'];
  for (const name of names) control.put(`Base/${long}/${long} continued/${name}`, name, DATES);
  await backUp(engine, 'drive');
  control.delete(`Base/${long}`);
  control.emptyBin();
  await backUp(engine, 'drive');
  control.rename('Base', 'B'.repeat(290));
  const before = await driveAsIs(simulated);

  const { plan, items, journal } = await restoreLost(engine);

  const told = plan.items.flatMap(({ row, willDiffer }) =>
    willDiffer
      .filter(({ property }) => property === 'short-name')
      .map(({ was, is }) => [row.subject, was, is]),
  );
  expect(items.map(({ state }) => state)).not.toContain('failed');
  const paths = pathsIn(control);
  expect(paths).toHaveLength(3);
  for (const [subject, was, is = ''] of told) {
    expect(was).toBe(subject);
    expect(paths.some((path) => path.split('/').includes(is))).toBe(true);
  }
  expect(told.map(([subject]) => subject).sort()).toContain(names[0]);
  const renamed = items.filter(({ differs }) => differs.includes('name')).map(({ name }) => name);
  expect(renamed.sort()).toEqual(told.map(([subject]) => subject).sort());

  const again = await restoreLost(engine);
  expect(again.items.every(({ state }) => state === 'left-alone')).toBe(true);
  expect(pathsIn(control)).toEqual(paths);
  await untilRestored(engine, await engine.startUndo(journal!));
  expect(await driveAsIs(simulated)).toEqual(before);
  await engine.close();
});

test('in a new folder a path that is too long there is shortened, one that fits is not', async () => {
  const { control, engine } = await opened();
  const deep = 'x'.repeat(320);
  control.put(`${deep}/The offer with all its annexes.pdf`, 'an offer');
  control.put('near.txt', 'near');
  await backUp(engine, 'drive');
  const rows = (await rowsOf(engine, 'all')).map(({ row }) => row);

  const { plan, items } = await restore(engine, rows, {
    intoNewFolder: 'Restored 26 November 2026',
  });

  const beyond = plan.items.filter(({ willDiffer }) =>
    willDiffer.some(({ property }) => property === 'long-in-new-folder'),
  );
  expect(beyond.map(({ row }) => row.subject)).toContain('The offer with all its annexes.pdf');
  expect(items.map(({ state }) => state)).not.toContain('failed');
  const made = pathsIn(control).filter((path) => path.startsWith('Restored'));
  expect(made).toContain('Restored 26 November 2026/near.txt');
  expect(made.find((path) => path.endsWith('.pdf'))).toMatch(/x~[0-9a-z]{6}\/The offer.*\.pdf$/);
  await engine.close();
});
