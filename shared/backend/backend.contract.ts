import { describe, expect, test } from 'vitest';
import type { Backend, FileInfo } from './backend.ts';

const MEGABYTE = 1024 * 1024;

/**
 * What every backend must do. Each backend's own test runs it. `open` gives a new, empty place;
 * `reopen` looks at the same place again, where that makes a difference.
 */
export function describeBackend(
  name: string,
  open: () => Promise<Backend>,
  reopen?: (backend: Backend) => Promise<Backend>,
): void {
  describe(`${name} backend`, () => {
    test('gives back what was put', async () => {
      const backend = await open();
      await backend.put('packs/ab/one.pack', Uint8Array.of(1, 2, 3));

      expect(await backend.get('packs/ab/one.pack')).toEqual(Uint8Array.of(1, 2, 3));
    });

    test('still has it when it is opened again', async () => {
      const first = await open();
      await first.put('a/b', Uint8Array.of(7));
      const second = (await reopen?.(first)) ?? first;

      expect(await second.get('a/b')).toEqual(Uint8Array.of(7));
      expect(await listed(second, '')).toEqual([{ name: 'a/b', sizeBytes: 1 }]);
    });

    test('answers undefined for a missing file and removes it without complaint', async () => {
      const backend = await open();

      expect(await backend.get('packs/none')).toBeUndefined();
      expect(await backend.get('packs/none', { offset: 0, length: 1 })).toBeUndefined();
      await backend.remove('packs/none');
    });

    test('gives a range, and of a range beyond the end what there is', async () => {
      const backend = await open();
      await backend.put('file', Uint8Array.of(0, 1, 2, 3, 4));
      const range = async (offset: number, length: number) => [
        ...((await backend.get('file', { offset, length })) ?? []),
      ];

      expect(await range(1, 3)).toEqual([1, 2, 3]);
      expect(await range(0, 0)).toEqual([]);
      expect(await range(3, 100)).toEqual([3, 4]);
      expect(await range(5, 1)).toEqual([]);
      expect(await range(100, 10)).toEqual([]);
    });

    test('keeps a file of no bytes', async () => {
      const backend = await open();
      await backend.put('empty', new Uint8Array());

      expect(await backend.get('empty')).toEqual(new Uint8Array());
      expect(await backend.get('empty', { offset: 0, length: 9 })).toEqual(new Uint8Array());
      expect(await listed(backend, '')).toEqual([{ name: 'empty', sizeBytes: 0 }]);
    });

    test('keeps what was put when the same memory holds something else later', async () => {
      const backend = await open();
      const memory = Uint8Array.of(0, 1, 2, 3);
      await backend.put('file', memory.subarray(1));
      memory.fill(9);

      expect(await backend.get('file')).toEqual(Uint8Array.of(1, 2, 3));
    });

    test('keeps the file that is there when its name is put again', async () => {
      const backend = await open();
      await backend.put('file', Uint8Array.of(1, 2, 3));
      await backend.put('file', Uint8Array.of(9));

      expect(await backend.get('file')).toEqual(Uint8Array.of(1, 2, 3));
      expect(await listed(backend, '')).toEqual([{ name: 'file', sizeBytes: 3 }]);
    });

    test('keeps one whole file when a name is put several times at once', async () => {
      const backend = await open();
      const files = [1, 2, 3, 4].map((value) => new Uint8Array(50_000).fill(value));

      await Promise.all(files.map((bytes) => backend.put('same', bytes)));

      const kept = (await backend.get('same'))!;
      expect(kept.byteLength).toBe(50_000);
      expect(new Set(kept).size).toBe(1);
      expect(await listed(backend, '')).toEqual([{ name: 'same', sizeBytes: 50_000 }]);
    });

    test('takes many files at once', async () => {
      const backend = await open();
      const numbers = Array.from({ length: 40 }, (_, number) => number);

      await Promise.all(numbers.map((n) => backend.put(`many/${n}`, Uint8Array.of(n))));

      expect(await listed(backend, 'many/')).toHaveLength(40);
      expect(await backend.get('many/39')).toEqual(Uint8Array.of(39));
    });

    test('a removed file is gone and may be put again', async () => {
      const backend = await open();
      await backend.put('file', Uint8Array.of(1));
      await backend.remove('file');

      expect(await backend.get('file')).toBeUndefined();
      expect(await listed(backend, '')).toEqual([]);
      await backend.put('file', Uint8Array.of(2));
      expect(await backend.get('file')).toEqual(Uint8Array.of(2));
    });

    test('lists what begins with a prefix, folder border or not', async () => {
      const backend = await open();
      for (const file of ['packs/aa/1.pack', 'packs/ab/2.pack', 'index/3.idx', 'packs.txt']) {
        await backend.put(file, Uint8Array.of(1, 1));
      }

      expect(await names(backend, 'packs/')).toEqual(['packs/aa/1.pack', 'packs/ab/2.pack']);
      expect(await names(backend, 'packs/aa/1')).toEqual(['packs/aa/1.pack']);
      expect(await names(backend, 'pack')).toEqual([
        'packs.txt',
        'packs/aa/1.pack',
        'packs/ab/2.pack',
      ]);
      expect(await names(backend, 'snapshots/')).toEqual([]);
      expect(await names(backend, '')).toHaveLength(4);
    });

    test('a listing bears changes while it goes on', async () => {
      const backend = await open();
      const numbers = Array.from({ length: 20 }, (_, number) => `f/${number}`);
      for (const file of numbers) await backend.put(file, Uint8Array.of(1));

      const seen: string[] = [];
      for await (const { name: file } of backend.list('f/')) {
        seen.push(file);
        if (seen.length === 1) await backend.put('f/new', Uint8Array.of(1));
        if (seen.length === 2) await backend.remove(seen[0]!);
      }

      const old = seen.filter((file) => file !== 'f/new').sort();
      expect(old).toEqual([...numbers].sort());
    });

    test('refuses names that some place would not take', async () => {
      const backend = await open();
      const wrong = ['', 'A', '../up', '.dot', 'a/.b', 'a//b', 'a b', 'ä', 'a\\b', 'x'.repeat(121)];
      for (const file of wrong) {
        await expect(backend.put(file, Uint8Array.of(1))).rejects.toThrow();
        expect(await backend.get(file)).toBeUndefined();
      }
      await backend.put('x'.repeat(120), Uint8Array.of(1));
      expect(await listed(backend, '')).toHaveLength(1);
    });

    test('what is put and what is got belong to the caller', async () => {
      const backend = await open();
      const memory = Uint8Array.of(0, 1, 2, 3, 4);
      await backend.put('file', memory.subarray(1, 4));
      memory.fill(9);
      const got = (await backend.get('file'))!;
      got.fill(8);

      expect(await backend.get('file')).toEqual(Uint8Array.of(1, 2, 3));
    });

    test('keeps a file of twenty megabytes and reads from its middle', async () => {
      const backend = await open();
      const bytes = new Uint8Array(20 * MEGABYTE + 5);
      for (let at = 0; at < bytes.byteLength; at += 4_096) bytes[at] = (at / 4_096) % 251;
      await backend.put('large', bytes);

      const middle = await backend.get('large', { offset: MEGABYTE - 10, length: 2 * MEGABYTE });
      expect(middle?.byteLength).toBe(2 * MEGABYTE);
      expect(middle?.[10]).toBe(bytes[MEGABYTE]);
      expect(middle?.[10 + MEGABYTE]).toBe(bytes[2 * MEGABYTE]);
      const whole = (await backend.get('large'))!;
      expect(whole.byteLength).toBe(bytes.byteLength);
      expect(whole.every((byte, at) => byte === bytes[at])).toBe(true);
    });
  });
}

async function listed(backend: Backend, prefix: string): Promise<FileInfo[]> {
  const files: FileInfo[] = [];
  for await (const file of backend.list(prefix)) files.push(file);
  return files;
}

async function names(backend: Backend, prefix: string): Promise<string[]> {
  return (await listed(backend, prefix)).map((file) => file.name).sort();
}
