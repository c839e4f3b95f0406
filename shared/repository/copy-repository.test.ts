import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend, FileInfo } from '../backend/backend.ts';
import { FaultyBackend } from '../backend/faulty.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { collect } from '../lib/iterate.ts';
import { Fault } from '../model/fault.ts';
import { asId, type ItemId } from '../model/ids.ts';
import { type CopyProgress, copyRepository } from './copy-repository.ts';
import { Repository } from './repository.ts';
import { bytesOf, draft, environment } from './testing.ts';

let source: MemoryBackend;
let pack = '';
beforeAll(async () => {
  source = await filled(1);
  pack = (await listed(source, 'packs/')).at(0)?.name ?? '';
});

describe('a copy', () => {
  test('has the same files with the same bytes, read back, and opens as the same', async () => {
    const to = new MemoryBackend();
    const told: CopyProgress[] = [];
    const result = await copyRepository(source, to, { onProgress: (now) => told.push(now) });

    expect(await contents(to)).toEqual(await contents(source));
    const files = (await listed(source)).length;
    const bytes = (await listed(source)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    expect(result).toMatchObject({ complete: true, files, bytes, verified: files, present: 0 });
    expect(told.at(-1)).toMatchObject({ doneFiles: files - 1, totalFiles: files - 1 });
    const copy = await Repository.open(to, environment());
    const original = await Repository.open(source.copy(), environment());
    expect(copy?.head()).toEqual(original?.head());
  });

  test('that lacks nothing costs one listing, and reads one file', async () => {
    const to = new MemoryBackend();
    await copyRepository(source, to);
    const reads: string[] = [];
    const writes = new FaultyBackend(watchReads(to, reads));

    const result = await copyRepository(source, writes);

    expect(result).toMatchObject({ complete: true, files: 0, verified: 0 });
    expect(result.present).toBe((await listed(source)).length - 1);
    expect(writes.log).toEqual([]);
    expect(reads).toEqual(['format']);
  });

  test('is written keys first, then format, and snapshots last', async () => {
    const from = await filled(2);
    for (const name of ['keys', 'marks', 'gone']) await putHashed(from, name);
    const to = new FaultyBackend(new MemoryBackend());
    await copyRepository(from, to);

    const order = to.log.filter(({ operation }) => operation === 'put').map(({ name }) => name);
    const folders = order.map((name) => name.split('/')[0]);
    expect([...new Set(folders)]).toEqual([
      ...['keys', 'format', 'packs', 'index', 'marks', 'gone', 'journal', 'snapshots'],
    ]);
    expect([...folders]).toEqual(
      [...folders].sort((a, b) => folders.indexOf(a) - folders.indexOf(b)),
    );
  });

  test('leaves out what is no file of a repository', async () => {
    const from = source.copy();
    await from.put('packs/ab/notapack.pack', bytesOf('x'));
    await from.put(`locks/${'a'.repeat(32)}.lock`, bytesOf('x'));
    await from.put('other', bytesOf('x'));
    const to = new MemoryBackend();
    await copyRepository(from, to);

    expect(await contents(to)).toEqual(await contents(source));
  });

  test('can be stopped and goes on where it was', async () => {
    const to = new MemoryBackend();
    const stop = new AbortController();
    let done = 0;
    const stopped = copyRepository(source, to, {
      signal: stop.signal,
      onProgress: ({ doneFiles }) => {
        done = doneFiles;
        if (doneFiles === 3) stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(done).toBeLessThan(6);

    const result = await copyRepository(source, to);
    expect(result.present).toBeGreaterThan(0);
    expect(result.complete).toBe(true);
    expect(await contents(to)).toEqual(await contents(source));
  });
});

describe('what lies there', () => {
  test('with another length is written anew', async () => {
    for (const length of [0, 1, 50]) {
      const to = new MemoryBackend();
      await copyRepository(source, to);
      const whole = (await to.get(pack))!;
      to.damage(pack, whole.slice(0, length));

      expect(await copyRepository(source, to)).toMatchObject({ files: 1, verified: 1 });
      expect(await contents(to)).toEqual(await contents(source));
    }
  });

  test('with the right length is looked into when asked, and written anew if wrong', async () => {
    const to = new MemoryBackend();
    await copyRepository(source, to);
    to.damage(pack, new Uint8Array((await to.get(pack))!.byteLength));
    const files = (await listed(source)).length - 1;

    expect(await copyRepository(source, to)).toMatchObject({ files: 0, verified: 0 });
    expect(await copyRepository(source, to, { recheck: new Set(['x']) })).toMatchObject({
      verified: 0,
    });
    expect(await copyRepository(source, to, { recheck: new Set([pack]) })).toMatchObject({
      files: 1,
      verified: 1,
      present: files - 1,
    });
    expect(await copyRepository(source, to, { recheck: 'all' })).toMatchObject({
      files: 0,
      verified: files,
      present: 0,
    });
    expect(await contents(to)).toEqual(await contents(source));
  });

  test('is not replaced by a damaged file of the source', async () => {
    const from = source.copy();
    const to = new MemoryBackend();
    await copyRepository(source, to);
    from.damage(pack, bytesOf('torn'));

    const result = await copyRepository(from, to);

    expect(result).toMatchObject({ complete: true, damaged: [pack], files: 0, verified: 1 });
    expect(await to.get(pack)).toEqual(await source.get(pack));
  });

  test('stays, broken as it is, when the source has nothing better', async () => {
    const from = source.copy();
    const to = new MemoryBackend();
    await copyRepository(source, to);
    from.damage(pack, bytesOf('torn'));
    to.damage(pack, bytesOf('torn too'));

    const result = await copyRepository(from, to);

    expect(result).toMatchObject({ complete: false, damaged: [pack], files: 0 });
    expect(await to.get(pack)).toEqual(bytesOf('torn too'));
  });

  test('beyond the source stays', async () => {
    const to = new MemoryBackend();
    await copyRepository(source, to);
    const from = source.copy();
    await from.remove(pack);

    expect(await copyRepository(from, to)).toMatchObject({ complete: true, files: 0 });
    expect(await to.get(pack)).toBeDefined();
  });

  test.each([
    ['another repository', async () => filled(7)],
    [
      'another repository without its format',
      async () => {
        const other = await filled(7);
        await other.remove('format');
        return other;
      },
    ],
    [
      'another repository with a torn format',
      async () => {
        const other = await filled(7);
        other.damage('format', bytesOf('holdfast'));
        return other;
      },
    ],
  ])('%s is refused and not touched', async (_, make) => {
    const to = await make();
    const before = await contents(to);

    await expect(copyRepository(source, to)).rejects.toMatchObject({ code: 'conflict' });
    expect(await contents(to)).toEqual(before);
  });

  test('only a torn format, or none, is a copy that was cut off', async () => {
    for (const torn of [bytesOf(''), bytesOf('holdfast'), undefined]) {
      const to = new MemoryBackend();
      await copyRepository(source, to);
      if (torn === undefined) await to.remove('format');
      else to.damage('format', torn);

      expect(await copyRepository(source, to)).toMatchObject({ complete: true, files: 1 });
      expect(await contents(to)).toEqual(await contents(source));
    }
  });
});

describe('trouble', () => {
  test('where there is nothing to copy is a fault', async () => {
    const to = new MemoryBackend();
    const copying = copyRepository(new MemoryBackend(), to);
    await expect(copying).rejects.toMatchObject({ code: 'not-found' });
    const from = source.copy();
    from.damage('format', bytesOf('torn'));
    await expect(copyRepository(from, to)).rejects.toMatchObject({ code: 'corrupt' });
    expect(await listed(to)).toEqual([]);
  });

  test('a damaged file costs no other and keeps the copy from being complete', async () => {
    const from = source.copy();
    from.damage(pack, bytesOf('torn'));
    const to = new MemoryBackend();

    const result = await copyRepository(from, to);

    expect(result).toMatchObject({ complete: false, damaged: [pack] });
    expect(await listed(to)).toHaveLength((await listed(source)).length - 1);
  });

  test('a file that went meanwhile is told, and is no damage', async () => {
    const from = source.copy();
    const to = new MemoryBackend();
    const result = await copyRepository(from, to, { onPlan: () => from.remove(pack) });

    expect(result).toMatchObject({ complete: false, damaged: [], vanished: [pack] });
  });

  test.each([
    ['once', 1, { complete: true, failed: [] }],
    ['always', Number.POSITIVE_INFINITY, { complete: false }],
  ] as const)('a target that keeps wrong bytes %s is found out', async (_, times, expected) => {
    const inner = new MemoryBackend();
    let left: number = times;
    const to: Backend = {
      get: (name) => inner.get(name),
      remove: (name) => inner.remove(name),
      list: (prefix) => inner.list(prefix),
      put: async (name, bytes) => {
        const isWrong = name === pack && left-- > 0;
        await inner.put(name, isWrong ? bytes.map((byte) => byte ^ 1) : bytes);
      },
    };

    const result = await copyRepository(source, to);

    expect(result).toMatchObject(expected);
    if (!expected.complete) {
      expect(result.failed).toEqual([pack]);
      expect(await inner.get(pack)).toBeUndefined();
    }
  });

  test('cut off at any write, torn or not, the rest comes with the next copy', async () => {
    const tears = fc.oneof(fc.constantFrom('none' as const, 'full' as const), fc.nat(40));
    const cutOff = async (at: number, tear: 'none' | 'full' | number) => {
      const inner = new MemoryBackend();
      const to = new FaultyBackend(inner, ({ number }) =>
        number === at ? { kind: 'stop', tear } : undefined,
      );
      const first = await copyRepository(source, to).catch((error: unknown) => error);
      if (to.hasStopped) expect(first).toBeInstanceOf(Fault);
      // What has its snapshot has all that the snapshot needs.
      if ((await listed(inner, 'snapshots/')).some(({ sizeBytes }) => sizeBytes > 100)) {
        expect(await listed(inner, 'packs/')).toEqual(await listed(source, 'packs/'));
      }
      const result = await copyRepository(source, inner);
      expect(result.complete).toBe(true);
      expect(await contents(inner)).toEqual(await contents(source));
    };
    await fc.assert(fc.asyncProperty(fc.nat(40), tears, cutOff), { numRuns: 150 });
  });

  test('a full target ends it with what it has, and it goes on when there is room', async () => {
    const to = new MemoryBackend(2_000);
    await expect(copyRepository(source, to)).rejects.toMatchObject({ code: 'quota' });
    to.capacityBytes = Number.POSITIVE_INFINITY;

    expect(await copyRepository(source, to)).toMatchObject({ complete: true });
    expect(await contents(to)).toEqual(await contents(source));
  });
});

/** A repository with a few packs, two snapshots and a journal; another one for each seed. */
async function filled(seed: number): Promise<MemoryBackend> {
  const backend = new MemoryBackend();
  const repository = await Repository.create(backend, environment({ seed, packBytes: 3_000 }));
  const changes = new Map<ItemId, Parameters<typeof entryOf>[0]>();
  for (let round = 0; round < 2; round++) {
    for (let number = 0; number < 12; number++) {
      const text = bytesOf(`${seed} ${round} ${number} ${noise(seed * 1000 + number, 600)}`);
      changes.set(asId<ItemId>(`${round}-${number}`), await repository.saveBlob('content', text));
    }
    const entries = new Map([...changes].map(([id, blob]) => [id, entryOf(blob)] as const));
    const { root } = await repository.openMap(null).write(entries);
    await repository.commit(draft({ root }));
  }
  await repository.appendJournal({ run: 'r', part: 0, body: { seed } });
  return backend;
}

function entryOf(blob: Awaited<ReturnType<Repository['saveBlob']>>) {
  const parts = [{ role: 'mime' as const, blob }];
  return { version: '1', meta: blob, parts, whole: true };
}

/** Text that does not compress. */
function noise(seed: number, length: number): string {
  let state = seed + 1;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += state.toString(36);
  }
  return text;
}

const ENDINGS: Readonly<Record<string, string>> = { keys: 'key', marks: 'mark', gone: 'gone' };

async function putHashed(backend: Backend, folder: string): Promise<void> {
  const bytes = bytesOf(`a file of ${folder}`);
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
  await backend.put(`${folder}/${hash}.${ENDINGS[folder]}`, bytes);
}

function watchReads(inner: Backend, reads: string[]): Backend {
  return {
    get: (name, range) => {
      reads.push(name);
      return inner.get(name, range);
    },
    put: (name, bytes) => inner.put(name, bytes),
    remove: (name) => inner.remove(name),
    list: (prefix) => inner.list(prefix),
  };
}

async function listed(backend: Backend, prefix = ''): Promise<FileInfo[]> {
  const files = await collect(backend.list(prefix));
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function contents(backend: Backend): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const { name } of await listed(backend)) {
    all.set(name, Buffer.from((await backend.get(name))!).toString('base64'));
  }
  return all;
}
