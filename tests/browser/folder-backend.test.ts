import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { describeBackend } from '../../shared/backend/backend.contract.ts';
import type { Backend } from '../../shared/backend/backend.ts';
import { FolderBackend } from '../../shared/backend/folder.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { collect } from '../../shared/lib/iterate.ts';
import { VirtualClock } from '../../shared/lib/virtual-clock.ts';
import { FaultyFolder, type KilledPut, type Plan } from './faulty-folder.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const TOP = `folder-tests-${Date.now()}`;
const roots = new WeakMap<object, FileSystemDirectoryHandle>();
let count = 0;

afterAll(async () => {
  const storage = await navigator.storage.getDirectory();
  await storage.removeEntry(TOP, { recursive: true });
});

for (const canMove of [true, false]) {
  const open = async (root: FileSystemDirectoryHandle) => {
    const faulty = new FaultyFolder(root);
    faulty.canMove = canMove;
    const backend = await openOn(canMove ? root : faulty.handle);
    roots.set(backend, root);
    return backend;
  };
  describeBackend(
    canMove ? 'folder' : 'folder (files can not be moved)',
    async () => open(await newRoot()),
    async (backend) => open(roots.get(backend)!),
  );
}

describe('what others leave in a folder', () => {
  test('is not listed, not touched, and told', async () => {
    const root = await newRoot();
    const backend = await openOn(root);
    await backend.put('packs/ab/abc.pack', Uint8Array.of(1));
    const folder = await (await root.getDirectoryHandle('packs')).getDirectoryHandle('ab');
    const foreign = ['abc (1).pack', "abc-PC's conflicted copy.pack", 'ABC.pack'];
    for (const name of foreign) await writeRaw(folder, name, 'x');
    await writeRaw(root, 'README.txt', 'x');
    await writeRaw(root, '.ab-cdefgh.part', 'x');

    expect(await names(backend)).toEqual(['packs/ab/abc.pack']);
    expect([...backend.foreign].sort()).toEqual(foreign.map((name) => `packs/ab/${name}`).sort());
    expect(await rawNames(folder)).toEqual(['abc.pack', ...foreign].sort());
  });

  test('an empty file under a name is what a killed writer left, and is replaced', async () => {
    const root = await newRoot();
    const backend = await openOn(root);
    await writeRaw(await root.getDirectoryHandle('index', { create: true }), 'a.idx', '');

    await backend.put('index/a.idx', Uint8Array.of(1, 2));

    expect(await backend.get('index/a.idx')).toEqual(Uint8Array.of(1, 2));
  });

  test('leftovers of killed writers go after a day, and nothing else', async () => {
    const root = await newRoot();
    const packs = await root.getDirectoryHandle('packs', { create: true });
    const inner = await packs.getDirectoryHandle('ab', { create: true });
    const other = await root.getDirectoryHandle('photos', { create: true });
    const leftovers = ['.01234567-89ab.part', '.01234567-89ab.part.crswap', 'abc.pack.crswap'];
    for (const name of leftovers) for (const at of [inner, other]) await writeRaw(at, name, 'x');
    for (const name of ['abc.pack', 'mine.part', '.hidden']) await writeRaw(inner, name, 'x');

    await openOn(root, { now: Date.now() + DAY_MS - 60_000 });
    expect((await rawNames(inner)).length).toBe(6);

    await openOn(root, { now: Date.now() + DAY_MS + 60_000 });
    expect(await rawNames(inner)).toEqual(['.hidden', 'abc.pack', 'mine.part']);
    expect(await rawNames(other)).toEqual([...leftovers].sort());
  });
});

test('notes for people are written again, and are no files of the repository', async () => {
  const root = await newRoot();
  const backend = await openOn(root);
  const lock = `locks/${'a'.repeat(32)}.lock`;
  for (const text of ['first, and longer', 'second']) {
    await backend.writeNote('README.txt', new TextEncoder().encode(text));
    await backend.writeNote(lock, new TextEncoder().encode(text));
  }

  const readme = await (await root.getFileHandle('README.txt')).getFile();
  expect(await readme.text()).toBe('second');
  expect(new TextDecoder().decode(await backend.get(lock))).toBe('second');
  await backend.remove(lock);
  expect(await names(backend)).toEqual([]);
  await expect(backend.writeNote('packs/a', new Uint8Array())).rejects.toThrow('note');
});

describe('trouble', () => {
  test.each([
    ['NotAllowedError', 'forbidden', 'permission withdrawn'],
    ['SecurityError', 'forbidden', 'permission withdrawn'],
    ['QuotaExceededError', 'quota', 'no room left in the folder'],
    ['AbortError', 'forbidden', 'the browser refused to keep the file'],
    ['NotSupportedError', 'unsupported', 'this browser can not write into folders'],
    ['TypeMismatchError', 'unexpected', 'the folder says TypeMismatchError'],
  ])(
    '%s at any step of a put is the fault %s, and nothing unfinished is left',
    async (name, code, message) => {
      for (const step of await stepsOfPut()) {
        // A browser that can't move files writes in another way, which fails here too.
        const { backend, root, folder } = await faulty(({ number, method }) =>
          number >= step && method !== 'removeEntry' && method !== 'abort' ? name : undefined,
        );
        const failed = await backend.put('packs/ab/x.pack', Uint8Array.of(1)).catch((e) => e);
        const at = JSON.stringify(folder.steps);
        expect(failed, at).toMatchObject({ name: 'Fault', code, message });
        expect(await rawLeftovers(root), at).toEqual([]);
      }
    },
  );

  test.each([
    'InvalidStateError',
    'NoModificationAllowedError',
    'InvalidModificationError',
    'NotReadableError',
  ])('%s passes: with new handles the put succeeds', async (name) => {
    for (const step of await stepsOfPut()) {
      const { backend, root, clock } = await faulty(({ number }) =>
        number === step ? name : undefined,
      );
      const before = clock.now();
      await backend.put('packs/ab/x.pack', Uint8Array.of(1, 2));

      // Taking away what was begun may take a few moments more.
      expect(clock.now() - before).toBeGreaterThanOrEqual(250);
      expect(clock.now() - before).toBeLessThan(500);
      expect(await (await openOn(root)).get('packs/ab/x.pack')).toEqual(Uint8Array.of(1, 2));
      expect(await rawLeftovers(root)).toEqual([]);
    }
  });

  test('a file that stays held is a fault after 250 ms, 1 s and 4 s', async () => {
    const { backend, clock } = await faulty(({ method }) =>
      method === 'createWritable' ? 'NoModificationAllowedError' : undefined,
    );
    const before = clock.now();
    await expect(backend.put('a', Uint8Array.of(1))).rejects.toMatchObject({ code: 'locked' });
    expect(clock.now() - before).toBeGreaterThanOrEqual(5_250);
    expect(clock.now() - before).toBeLessThan(6_000);
  });

  test('a folder in which nothing can be made is read-only, and can be read', async () => {
    const root = await newRoot();
    await (await openOn(root)).put('a', Uint8Array.of(7));
    const { backend, folder } = await faultyOn(root);
    folder.plan = ({ method, path }) =>
      method === 'getFileHandle' && path.endsWith('.part')
        ? 'NoModificationAllowedError'
        : undefined;

    await expect(backend.put('b', Uint8Array.of(1))).rejects.toMatchObject({
      code: 'forbidden',
      message: 'the folder is read-only',
    });
    expect(await backend.get('a')).toEqual(Uint8Array.of(7));
  });

  test('permission withdrawn meets reading, listing and removing too', async () => {
    const { backend, folder } = await faulty();
    await backend.put('a', Uint8Array.of(1));
    folder.plan = () => 'NotAllowedError';

    const forbidden = { code: 'forbidden', message: 'permission withdrawn' };
    await expect(backend.get('a')).rejects.toMatchObject(forbidden);
    await expect(names(backend)).rejects.toMatchObject(forbidden);
    await expect(backend.remove('a')).rejects.toMatchObject(forbidden);
    folder.plan = () => undefined;
    expect(await backend.get('a')).toEqual(Uint8Array.of(1));
  });

  test('a folder that has gone is a fault and never an empty place', async () => {
    const root = await newRoot('outer');
    const inner = await root.getDirectoryHandle('picked', { create: true });
    const backend = await openOn(inner);
    await backend.put('packs/a', Uint8Array.of(1));
    await root.removeEntry('picked', { recursive: true });

    const gone = { code: 'not-found', message: 'the folder is gone' };
    await expect(backend.get('packs/a')).rejects.toMatchObject(gone);
    await expect(backend.put('packs/b', Uint8Array.of(1))).rejects.toMatchObject(gone);
    await expect(names(backend)).rejects.toMatchObject(gone);
    await expect(openOn(inner)).rejects.toMatchObject(gone);
    expect(await rawNames(root)).toEqual([]);
  });

  test('a file that goes while it is read is missing, and the folder is not', async () => {
    const { backend, folder } = await faulty();
    await backend.put('a', Uint8Array.of(1));
    folder.plan = ({ method }) => (method === 'getFile' ? 'NotFoundError' : undefined);

    expect(await backend.get('a')).toBeUndefined();
    expect(await names(backend)).toEqual([]);
  });

  test('waiting for a held file ends with the signal', async () => {
    const stop = new AbortController();
    const root = await newRoot();
    const folder = new FaultyFolder(root);
    const backend = await FolderBackend.open(folder.handle, {
      clock: systemClock,
      newId,
      signal: stop.signal,
    });
    folder.plan = ({ method }) => (method === 'createWritable' ? 'InvalidStateError' : undefined);
    const put = backend.put('a', Uint8Array.of(1));
    setTimeout(() => stop.abort(), 20);

    await expect(put).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('killed at any step, a put leaves the whole file, nothing, or an empty file', async () => {
  const name = 'packs/ab/x.pack';
  const anyPut = [fc.nat(25), fc.boolean(), fc.integer({ min: 1, max: 3000 })] as const;
  await fc.assert(
    fc.asyncProperty(...anyPut, async (step, canMove, length) => {
      const root = await newRoot();
      const bytes = new Uint8Array(length).fill(7);
      await killed({ root, name, bytes, step, canMove });

      const after = await openOn(root);
      const left = await after.get(name);
      if (left !== undefined && left.byteLength > 0) expect(left).toEqual(bytes);
      if (canMove && left !== undefined) expect(left.byteLength).toBe(length);
      await after.put(name, bytes);
      expect(await after.get(name)).toEqual(bytes);
    }),
    { numRuns: 40 },
  );
});

async function killed(put: KilledPut): Promise<void> {
  const url = new URL('./folder.worker.ts', import.meta.url);
  const worker = new Worker(url, { type: 'module' });
  await new Promise((resolve, reject) => {
    worker.addEventListener('message', resolve);
    worker.addEventListener('error', reject);
    worker.postMessage(put);
  });
  worker.terminate();
}

async function newRoot(name = 'root'): Promise<FileSystemDirectoryHandle> {
  const storage = await navigator.storage.getDirectory();
  const top = await storage.getDirectoryHandle(TOP, { create: true });
  return top.getDirectoryHandle(`${name}-${count++}`, { create: true });
}

function openOn(
  root: FileSystemDirectoryHandle,
  options: { now?: number } = {},
): Promise<FolderBackend> {
  const { now } = options;
  const clock = now === undefined ? systemClock : { ...systemClock, now: () => now };
  return FolderBackend.open(root, { clock, newId });
}

async function faulty(plan?: Plan) {
  return faultyOn(await newRoot(), plan);
}

/** Opened without trouble; steps count from there on. */
async function faultyOn(root: FileSystemDirectoryHandle, plan: Plan = () => undefined) {
  const folder = new FaultyFolder(root);
  const clock = new VirtualClock();
  const backend = await FolderBackend.open(folder.handle, { clock, newId });
  folder.steps.length = 0;
  folder.plan = plan;
  return { backend, folder, root, clock };
}

/** The numbers of the steps a put of a new file takes. */
async function stepsOfPut(): Promise<number[]> {
  const { backend, folder } = await faulty();
  await backend.put('packs/ab/x.pack', Uint8Array.of(1, 2));
  return folder.steps.map(({ number }) => number);
}

function newId(): string {
  return crypto.randomUUID();
}

async function names(backend: Backend): Promise<string[]> {
  return (await collect(backend.list(''))).map(({ name }) => name).sort();
}

async function rawNames(folder: FileSystemDirectoryHandle): Promise<string[]> {
  return (await collect(folder.keys())).sort();
}

/** Unfinished and empty files, anywhere below. */
async function rawLeftovers(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const found: string[] = [];
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind === 'directory') found.push(...(await rawLeftovers(handle)));
    else if (name.startsWith('.') || (await handle.getFile()).size === 0) found.push(name);
  }
  return found;
}

async function writeRaw(
  folder: FileSystemDirectoryHandle,
  name: string,
  text: string,
): Promise<void> {
  const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await writable.write(text);
  await writable.close();
}
