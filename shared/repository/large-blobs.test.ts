import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ByteRange } from '../backend/backend.ts';
import { FaultyBackend } from '../backend/faulty.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { areEqual, type Bytes, joinBytes } from '../lib/bytes.ts';
import type { BlobId } from '../model/ids.ts';
import type { Chunking } from './chunking.ts';
import type { Piece } from './piece-list.ts';
import { Repository } from './repository.ts';
import { createVersionOne, draft, environment, noise } from './testing.ts';

/** A thousandth of the usual sizes, and lists of four, so that small blobs do as large ones do. */
const SMALL: Chunking = {
  wholeUpTo: 128,
  small: { min: 16, average: 64, max: 256 },
  largeFrom: 32_768,
  large: { min: 64, average: 256, max: 1_024 },
};

test('any bytes come back, whole, as a stream and in part, also after an opening', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(sizes(), fc.nat(3)), { minLength: 1, maxLength: 5 }),
      fc.nat(12_000),
      fc.nat(12_000),
      async (blobs, offset, length) => {
        const { backend, repository } = await small();
        const saved = new Map<BlobId, Bytes>();
        for (const [size, seed] of blobs) {
          const bytes = noise(size, seed);
          saved.set(await repository.saveBlob('content', bytes), bytes);
        }
        await expectAll(repository, saved, { offset, length });
        await repository.commit(draft());
        const again = (await Repository.open(backend, environment()))!;
        await expectAll(again, saved, { offset, length });
        expect(again.damage()).toEqual([]);
      },
    ),
    { numRuns: 20 },
  );
});

test('a stream gives the id of the whole, however it is sliced', async () => {
  await fc.assert(
    fc.asyncProperty(
      sizes(),
      fc.array(fc.nat(4_000), { maxLength: 30 }),
      fc.boolean(),
      async (size, slices, isSizeKnown) => {
        const bytes = noise(size, 1);
        const { repository } = await small();
        const { repository: other, backend } = await small();

        const whole = await repository.saveBlob('content', bytes);
        const streamed = await repository.saveStream('content', sliced(bytes, slices));
        const options = isSizeKnown ? { sizeBytes: size } : {};
        const alone = await other.saveStream('content', sliced(bytes, slices), options);
        await other.commit(draft());
        const again = (await Repository.open(backend, environment()))!;

        expect(streamed).toEqual({ id: whole, sizeBytes: size });
        expect(areEqual(await again.loadBlob(alone.id, 'content'), bytes)).toBe(true);
        expect(areEqual(await collect(again.loadStream(alone.id)), bytes)).toBe(true);
      },
    ),
    { numRuns: 20 },
  );
});

test('a stream goes on behind any of its beginnings that were told as stored', async () => {
  await fc.assert(
    fc.asyncProperty(sizes(), fc.array(fc.nat(4_000), { maxLength: 30 }), async (size, slices) => {
      const bytes = noise(size, 1);
      const { repository } = await small();
      const told: { pieces: Piece[]; hash: Bytes; passed: number }[] = [];
      let passed = 0;
      const options = {
        sizeBytes: size,
        passed: (some: Bytes) => {
          passed += some.byteLength;
        },
        stored: (pieces: readonly Piece[], hash: Bytes) => {
          told.push({ pieces: [...pieces], hash, passed });
        },
      };
      const whole = await repository.saveStream('content', sliced(bytes, slices), options);
      expect(passed).toBe(size);

      for (const { pieces, hash, passed: at } of told) {
        expect(pieces.reduce((sum, { length }) => sum + length, 0)).toBe(at);
        const behind = { pieces, hash };
        const rest = sliced(bytes.subarray(at), slices);
        const other = await repository.saveStream('content', rest, { sizeBytes: size, behind });
        expect(other).toEqual(whole);
      }
    }),
    { numRuns: 20 },
  );
});

test('equal bytes are stored once, whether they come whole, streamed or with a few more', async () => {
  const { repository } = await small(1_000_000);
  const bytes = noise(30_000, 1);
  await repository.saveBlob('content', bytes);
  const { blobs } = repository.stats();

  await repository.saveStream('content', sliced(bytes, [1, 5_000]), { sizeBytes: 30_000 });
  expect(repository.stats().blobs).toBe(blobs);
  const longer = joinBytes([bytes.subarray(0, 10_000), noise(50, 2), bytes.subarray(10_000)]);
  await repository.saveBlob('content', longer);
  expect(repository.stats().blobs).toBeLessThan(blobs + 20);
});

test('many pieces make lists of lists, and lists of those', async () => {
  const { backend, repository } = await small(4);
  const bytes = noise(4_000, 1);

  const id = await repository.saveBlob('content', bytes);
  await repository.commit(draft());
  const again = (await Repository.open(backend, environment()))!;

  expect(areEqual(await again.loadBlob(id), bytes)).toBe(true);
  expect(areEqual(await collect(again.loadStream(id)), bytes)).toBe(true);
  const part = await collect(again.loadStream(id, 'content', { offset: 1_234, length: 777 }));
  expect(areEqual(part, bytes.slice(1_234, 2_011))).toBe(true);
  expect(await again.saveBlob('content', bytes)).toBe(id);
});

test('lists nested deeper than the format allows are refused', async () => {
  const { repository } = await small(2);

  // The writer reads what it has put between, and meets the limit before a list is there.
  const saving = repository.saveBlob('content', noise(4_000, 1));

  await expect(saving).rejects.toMatchObject({ code: 'corrupt' });
});

test('neighbouring pieces are compressed as one', async () => {
  const { backend, repository } = await usual();
  const line = new TextEncoder().encode('The quick brown fox jumps over the lazy dog. ');
  const bytes = joinBytes(Array.from({ length: 40_000 }, () => line));

  await repository.saveBlob('content', bytes);
  await repository.commit(draft());

  let packed = 0;
  for await (const { sizeBytes } of backend.list('packs/')) packed += sizeBytes;
  expect(packed).toBeLessThan(10_000);
});

test('a segment is read once, however many pieces are in it', async () => {
  const { backend, repository } = await small(1_000_000);
  const bytes = noise(30_000, 1);
  const id = await repository.saveBlob('content', bytes);
  const alone = await repository.saveBlob('content', noise(100, 2));
  await repository.commit(draft());
  const counting = new CountingBackend(backend);
  const again = (await Repository.open(counting, environment()))!;
  counting.gets = 0;

  expect(areEqual(await collect(again.loadStream(id)), bytes)).toBe(true);
  // The list and the pieces, and the heads of their packs.
  expect(counting.gets).toBeLessThanOrEqual(6);
  expect(again.stats().blobs).toBeGreaterThan(300);
  await again.loadBlob(alone);
  expect(counting.gets).toBeLessThanOrEqual(7);
});

test('an attachment is found again in another message', async () => {
  const { repository } = await usual();
  const attachment = noise(3_000_000, 1);
  const message = (text: string) =>
    joinBytes([new TextEncoder().encode(text), attachment, new TextEncoder().encode('--end')]);
  await repository.saveBlob('content', message('From: Ann\r\nSubject: look at this\r\n\r\n'));
  await repository.commit(draft());
  const before = repository.stats().storedBytes;

  await repository.saveBlob('content', message('From: Ben\r\nSubject: Fw: look\r\n\r\nOh. '));
  await repository.commit(draft());

  expect(repository.stats().storedBytes - before).toBeLessThan(300_000);
});

test('what has properties too large for a segment is kept all the same', async () => {
  const { repository } = await usual();
  const bytes = noise(5_000_000, 1);

  const id = await repository.saveBlob('meta', bytes);

  expect(areEqual(await repository.loadBlob(id, 'meta'), bytes)).toBe(true);
  await expect(repository.saveBlob('page', bytes)).rejects.toThrow('one segment');
});

describe('damage', () => {
  test('of one piece is told, from the whole, the stream and the part', async () => {
    const { backend, id } = await harmed();
    const again = (await Repository.open(backend, environment()))!;
    const corrupt = { code: 'corrupt' };

    await expect(again.loadBlob(id)).rejects.toMatchObject(corrupt);
    await expect(collect(again.loadStream(id))).rejects.toMatchObject(corrupt);
    const range = { offset: 9_900, length: 200 };
    await expect(collect(again.loadStream(id, 'content', range))).rejects.toMatchObject(corrupt);
  });

  test('of one copy is made good by another one', async () => {
    const { backend, id, bytes } = await harmed();
    const other = (await Repository.open(backend, environment()))!;
    const pieces = noise(20_000, 1);
    const marked = await packsOf(backend);
    // Stored once more, as after a mark.
    for (const name of marked) await backend.put(`${name}.away`, (await backend.get(name))!);
    for (const name of marked) await backend.remove(name);
    const storing = (await Repository.open(backend, environment({ seed: 77 })))!;
    await storing.saveBlob('content', pieces);
    await storing.commit(draft());
    for (const name of marked) {
      await backend.put(name, (await backend.get(`${name}.away`))!);
      await backend.remove(`${name}.away`);
    }

    const again = (await Repository.open(backend, environment()))!;
    expect(areEqual(await again.loadBlob(id), bytes)).toBe(true);
    expect(again.damage().map(({ problem }) => problem)).toEqual([
      'a blob in it is not what it was',
    ]);
    expect(other.id).toBe(again.id);
  });

  /** A large blob, one byte of which is not what it was. */
  async function harmed() {
    const { backend, repository } = await small();
    const bytes = noise(20_000, 1);
    const id = await repository.saveBlob('content', bytes);
    await repository.commit(draft());
    const sizes: { name: string; sizeBytes: number }[] = [];
    for await (const file of backend.list('packs/')) sizes.push(file);
    const { name } = sizes.sort((a, b) => b.sizeBytes - a.sizeBytes)[0]!;
    const pack = (await backend.get(name))!;
    pack[10_000]! ^= 1;
    backend.damage(name, pack);
    return { backend, id, bytes };
  }
});

test.each(['pieces', 'list'] as const)('what lost its %s is stored again', async (lost) => {
  const { backend, repository } = await small();
  const bytes = noise(5_000, 1);
  const id = await repository.saveBlob('content', bytes);
  await repository.commit(draft());
  for (const name of await packsOf(backend)) {
    const isState = ((await backend.get(name))![10]! & 2) !== 0;
    if (isState === (lost === 'list')) await backend.remove(name);
  }

  const storing = (await Repository.open(backend, environment({ seed: 50 })))!;
  expect(await storing.saveBlob('content', bytes)).toBe(id);
  await storing.commit(draft());
  const again = (await Repository.open(backend, environment()))!;

  expect(areEqual(await again.loadBlob(id), bytes)).toBe(true);
  expect(areEqual(await collect(again.loadStream(id)), bytes)).toBe(true);
  const { blobs } = again.stats();
  await again.saveBlob('content', bytes);
  expect(again.stats().blobs).toBe(blobs);
});

test('version 1 streams as well, in its own pieces', async () => {
  const backend = new MemoryBackend();
  const repository = await createVersionOne(backend, environment());
  const bytes = noise(9_000_000, 1);

  const { id } = await repository.saveStream('content', sliced(bytes, [1, 4_999_999]));
  await repository.commit(draft());
  const again = (await Repository.open(backend, environment()))!;

  expect(await again.saveBlob('content', bytes)).toBe(id);
  expect(areEqual(await again.loadBlob(id), bytes)).toBe(true);
  const range = { offset: 4_194_300, length: 10 };
  const part = await collect(again.loadStream(id, 'content', range));
  expect(areEqual(part, bytes.slice(4_194_300, 4_194_310))).toBe(true);
});

/** Mostly some dozens of pieces; now and then so large that pieces are large as well. */
function sizes() {
  return fc.oneof(
    { weight: 9, arbitrary: fc.nat(6_000) },
    { weight: 1, arbitrary: fc.integer({ min: 32_000, max: 36_000 }) },
  );
}

class CountingBackend extends FaultyBackend {
  gets = 0;

  override async get(...parameters: Parameters<FaultyBackend['get']>) {
    this.gets += 1;
    return super.get(...parameters);
  }
}

async function small(mostInList = 16) {
  const backend = new MemoryBackend();
  const settings = environment({ chunking: SMALL, mostInList, packBytes: 30_000 });
  return { backend, repository: await Repository.create(backend, settings) };
}

async function usual() {
  const backend = new MemoryBackend();
  return { backend, repository: await Repository.create(backend, environment()) };
}

async function expectAll(
  repository: Repository,
  saved: ReadonlyMap<BlobId, Bytes>,
  range: ByteRange,
): Promise<void> {
  for (const [id, bytes] of saved) {
    expect(areEqual(await repository.loadBlob(id), bytes)).toBe(true);
    expect(areEqual(await collect(repository.loadStream(id, 'content')), bytes)).toBe(true);
    const part = await collect(repository.loadStream(id, 'content', range));
    expect(areEqual(part, bytes.slice(range.offset, range.offset + range.length))).toBe(true);
  }
}

async function* sliced(bytes: Bytes, sizes: readonly number[]): AsyncGenerator<Bytes, void> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.slice(at, at + size);
    at += size;
  }
  if (at < bytes.length) yield bytes.slice(at);
}

async function collect(stream: AsyncIterable<Bytes>): Promise<Bytes> {
  const parts: Bytes[] = [];
  for await (const part of stream) parts.push(part);
  return joinBytes(parts);
}

async function packsOf(backend: MemoryBackend): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of backend.list('packs/')) names.push(name);
  return names;
}
