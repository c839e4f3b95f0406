import { expect, test } from 'vitest';
import { unzip } from '../../tests/unzip.ts';
import { type Bytes, decodeText, joinBytes } from '../lib/bytes.ts';
import { collect } from '../lib/iterate.ts';
import { Fault } from '../model/fault.ts';
import type { RestoreSelection, Saving } from '../rpc/protocol.ts';
import { createEngine, type Engine } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { backUp, PAT, Simulated } from './simulated.contract.ts';

const LONG = 'more than most disks take '.repeat(7).trim();

/** What the browser's private file system does, in memory; full at `mostBytes`. */
function handOuts(mostBytes = Number.POSITIVE_INFINITY) {
  const opened: string[] = [];
  const discarded: string[] = [];
  const open: EngineParts['openHandOut'] = async (use, name) => {
    opened.push(`${use} ${name}`);
    const parts: Bytes[] = [];
    let bytes = 0;
    return {
      write: async (part) => {
        bytes += part.byteLength;
        if (bytes > mostBytes) throw new Fault('quota', 'full');
        parts.push(part.slice());
      },
      finish: async () => new File([joinBytes(parts)], name),
      discard: async () => {
        discarded.push(name);
      },
    };
  };
  return { open, opened, discarded };
}

async function copied(fill: (simulated: Simulated) => void, out = handOuts()) {
  const simulated = new Simulated();
  fill(simulated);
  const engine = await createEngine({ ...simulated.parts(), openHandOut: out.open });
  await backUp(engine, 'drive');
  return { simulated, control: simulated.simulator.drive.control, engine, out };
}

async function folderOf(engine: Engine, name: string) {
  const folders = await engine.listContainers(PAT.id, 'drive');
  return folders.find((folder) => folder.name === name)!;
}

async function rowOf(engine: Engine, folder: string, name: string) {
  const { account, source, id: container } = await folderOf(engine, folder);
  const order = { sort: 'subject', descending: false, show: 'all' } as const;
  const { rows } = await engine.listItems({ account, source, container, ...order }, null, 100);
  return rows.find(({ subject }) => subject === name)!;
}

async function last(told: AsyncIterable<Saving>): Promise<Saving & { file: File }> {
  const all = await collect(told);
  return all.at(-1) as Saving & { file: File };
}

async function zipped(engine: Engine, selection: RestoreSelection) {
  const saving = await last(engine.watchZip(selection));
  const files = unzip(new Uint8Array(await saving.file.arrayBuffer()));
  return { saving, files: new Map([...files].map(([name, bytes]) => [name, decodeText(bytes)])) };
}

test('a small file is in memory, a large one in a file that can be sought in', async () => {
  const large = Uint8Array.from({ length: 9_000_000 }, (_, at) => (at * 7919) >> 5);
  const { engine, out } = await copied(({ simulator }) => {
    simulator.drive.control.put('Films/film.mp4', large, { modifiedAt: Date.UTC(2020, 1, 2) });
    simulator.drive.control.put('Films/page.html', '<script>1</script>');
  });

  const page = await last(engine.watchFile((await rowOf(engine, 'Films', 'page.html')).row));
  expect(await page.file.text()).toBe('<script>1</script>');
  expect(page.file.type).toBe('application/octet-stream');
  expect(out.opened).toEqual([]);

  const film = await rowOf(engine, 'Films', 'film.mp4');
  const told = await collect(engine.watchFile(film.row));
  expect(out.opened).toEqual(['look film.mp4']);
  expect(told.length).toBeGreaterThan(2);
  expect(told.map(({ total }) => total)).toEqual(told.map(() => large.length));
  const { file } = told.at(-1)!;
  expect(file).toMatchObject({ name: 'film.mp4', lastModified: Date.UTC(2020, 1, 2) });
  expect(new Uint8Array(await file!.slice(8_000_000, 8_000_100).arrayBuffer())).toEqual(
    large.slice(8_000_000, 8_000_100),
  );
  await engine.close();
});

test('the beginning of a file is in memory, whatever its size', async () => {
  const bytes = Uint8Array.from({ length: 5_000_000 }, (_, at) => (at * 7919) >> 5);
  const { engine, out } = await copied(({ simulator }) => {
    simulator.drive.control.put('film.mp4', bytes);
  });
  const { row } = await rowOf(engine, 'OneDrive', 'film.mp4');

  const { file } = await last(engine.watchStart(row, 300_001));
  const whole = await last(engine.watchStart(row, 10_000_000));

  expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes.slice(0, 300_001));
  expect(whole.file.size).toBe(bytes.length);
  expect(out.opened).toEqual([]);
  await engine.close();
});

test('a large file that nobody waits for any more, or that has no room, leaves nothing behind', async () => {
  const out = handOuts(5_000_000);
  const { engine } = await copied(({ simulator }) => {
    simulator.drive.control.put(
      'Films/film.mp4',
      Uint8Array.from({ length: 9_000_000 }, (_, at) => (at * 7919) >> 5),
    );
  }, out);
  const { row } = await rowOf(engine, 'Films', 'film.mp4');
  for await (const saving of engine.watchFile(row)) {
    expect(saving.file).toBeNull();
    break;
  }
  expect(out.discarded).toEqual(['film.mp4']);
  await expect(last(engine.watchFile(row))).rejects.toMatchObject({ code: 'quota' });
  expect(out.discarded).toEqual(['film.mp4', 'film.mp4']);
  await engine.close();
});

test('a folder goes into one zip as it lies in the drive, with what is gone from it', async () => {
  const { engine, control } = await copied(({ simulator }) => {
    const { control } = simulator.drive;
    control.put('Projects/Mill Lane/offer.txt', 'an offer');
    control.put(`Projects/Mill Lane/${LONG}.txt`, 'a long name');
    control.put('Projects/notes.txt', 'notes');
    control.folder('Projects/Nothing yet');
    control.put('elsewhere.txt', 'elsewhere');
  });
  control.delete('Projects/notes.txt');
  control.put('Projects/notes.TXT', 'new notes');
  await backUp(engine, 'drive');
  const { account, source, id } = await folderOf(engine, 'Projects');

  const { saving, files } = await zipped(engine, {
    kind: 'folder',
    container: { account, source, id },
    asOf: null,
  });

  expect(Object.fromEntries(files)).toMatchObject({
    'Projects/': '',
    'Projects/Nothing yet/': '',
    'Projects/Mill Lane/offer.txt': 'an offer',
    [`Projects/Mill Lane/${LONG.slice(0, 120).trim()}.txt`]: 'a long name',
    'Projects/notes.TXT': 'new notes',
    'Projects/notes (2).txt': 'notes',
  });
  expect(files.has('Projects/elsewhere.txt')).toBe(false);
  expect(saving).toMatchObject({ done: 4, total: 4, failed: 0, renamed: 2 });
  expect(saving.file.name).toMatch(/^Projects \d{4}-\d\d-\d\d\.zip$/);
  const list = files.get('Names that are different.txt');
  expect(list).toContain('Projects/notes.txt\r\n  is here as Projects/notes (2).txt');
  expect(list).toContain(`Projects/Mill Lane/${LONG}.txt\r\n`);
  await engine.close();
});

test('what is chosen goes in with what lies in its folders, and the whole drive as well', async () => {
  const { engine } = await copied(({ simulator }) => {
    const { control } = simulator.drive;
    control.put('a/b/one.txt', '1');
    control.put('a/two.txt', '2');
    control.put('a/three.txt', '3');
  });
  const rows = [await rowOf(engine, 'a', 'b'), await rowOf(engine, 'a', 'two.txt')];
  const chosen = await zipped(engine, { kind: 'rows', rows: rows.map(({ row }) => row) });
  expect([...chosen.files.keys()].sort()).toEqual(['b/', 'b/one.txt', 'two.txt']);

  const whole = await zipped(engine, {
    kind: 'source',
    account: PAT.id,
    source: 'drive',
    asOf: null,
  });
  expect([...whole.files.keys()].sort()).toEqual(
    ['a/', 'a/b/', 'a/b/one.txt', 'a/three.txt', 'a/two.txt'].sort(),
  );
  await engine.close();
});

test('a file tells what is kept of it: dates, words, who may use it; and how many states there are', async () => {
  const dates = { createdAt: Date.UTC(2015, 2, 3), modifiedAt: Date.UTC(2019, 5, 4) };
  const sam = { id: 'sam', displayName: 'Sam Sender', email: 'sam@example.org' };
  const { engine, control } = await copied(({ simulator }) => {
    const { control } = simulator.drive;
    control.put('a/plan.pdf', 'plan', dates);
    control.describe('a/plan.pdf', 'The plan');
    control.shareByLink('a/plan.pdf', 'edit');
    control.shareWith('a/plan.pdf', sam, 'read');
    control.shortcut('a/Team', {
      driveId: 'b!x',
      id: '01X',
      size: 0,
      isFolder: true,
      owner: sam,
      name: 'Team plans',
    });
  });
  const plan = await rowOf(engine, 'a', 'plan.pdf');
  expect(await engine.readFacts(plan.row)).toMatchObject({
    kind: 'file',
    name: 'plan.pdf',
    type: 'application/pdf',
    sizeBytes: 4,
    created: '2015-03-03T00:00:00Z',
    modified: '2019-06-04T00:00:00Z',
    description: 'The plan',
    isStored: true,
    sharedWith: [
      { kind: 'link', who: '', role: 'write', scope: 'anonymous' },
      { kind: 'person', who: 'Sam Sender', role: 'read', scope: '' },
    ],
  });
  const link = await rowOf(engine, 'a', 'Team');
  expect(await engine.readFacts(link.row)).toMatchObject({ kind: 'link', leadsTo: 'Team plans' });
  expect(await engine.readStories([plan.row, 99_999])).toEqual([
    { row: plan.row, states: 1, changedAt: null },
  ]);

  control.put('a/plan.pdf', 'another plan');
  await backUp(engine, 'drive');
  const changed = await rowOf(engine, 'a', 'plan.pdf');
  const [story] = await engine.readStories([changed.row]);
  expect(story).toEqual({ row: changed.row, states: 2, changedAt: changed.firstKeptAt });
  const versions = await engine.listVersions(PAT.id, changed.row);
  expect(versions.map(({ sizeBytes, hasOtherContent }) => [sizeBytes, hasOtherContent])).toEqual([
    [12, true],
    [4, false],
  ]);
  await engine.close();
});
