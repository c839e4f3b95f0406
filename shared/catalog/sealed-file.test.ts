import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHUNK_BYTES, type ChunkFile } from './chunk-file.ts';
import { MemoryFile } from './memory-file.contract.ts';
import { KEY, sealingOf } from './sealed.contract.ts';
import { SealedFile } from './sealed-file.ts';
import { ROOT_BYTES, slotAt } from './sealed-layout.ts';

const CHUNKS = 6;

/** What one round writes: a byte into a whole chunk, or another length. */
const rounds = fc.array(
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ chunk: fc.nat(CHUNKS - 1), byte: fc.nat(255) }) },
      { weight: 1, arbitrary: fc.record({ length: fc.nat(CHUNKS * CHUNK_BYTES) }) },
    ),
    { minLength: 1, maxLength: 4 },
  ),
  { minLength: 1, maxLength: 5 },
);
type Round = typeof rounds extends fc.Arbitrary<(infer T)[]> ? T : never;

function edit(content: ChunkFile, round: Round): void {
  for (const step of round) {
    if ('length' in step) content.truncate(step.length);
    else content.write(new Uint8Array(CHUNK_BYTES).fill(step.byte), step.chunk * CHUNK_BYTES);
  }
}

/** In short, so that states can be compared. */
function stateOf(content: ChunkFile): string {
  const bytes = new Uint8Array(content.sizeBytes);
  content.read(bytes, 0);
  const chunks = Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, at) => {
    const chunk = bytes.subarray(at * CHUNK_BYTES, (at + 1) * CHUNK_BYTES);
    const end = chunk.findIndex((byte) => byte !== chunk[0]);
    return `${chunk[0]}${end === -1 ? '' : `-${end}:${chunk[end]}`}`;
  });
  return `${bytes.length} ${chunks.join(' ')}`;
}

const EMPTY = '0 ';

async function reopened(file: MemoryFile, of = {}): Promise<string> {
  return stateOf((await SealedFile.open(file, await sealingOf(of))).content);
}

/** Seals one round after the other and tells what each left. */
async function sealAll(file: MemoryFile, all: readonly Round[]): Promise<string[]> {
  const { sealed, content } = await SealedFile.open(file, await sealingOf());
  const states = [EMPTY];
  for (const round of all) {
    edit(content, round);
    await sealed.seal(content);
    states.push(stateOf(content));
  }
  return states;
}

const full = (byte: number): Round =>
  Array.from({ length: CHUNKS }, (_, chunk) => ({ chunk, byte: byte + chunk }));

test('what was sealed is there again', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (all) => {
      const file = new MemoryFile();
      const states = await sealAll(file, all);
      expect(await reopened(file)).toBe(states.at(-1));
      // And goes on from there.
      expect(await reopened(file)).toBe(states.at(-1));
      const { sealed, content } = await SealedFile.open(file, await sealingOf());
      edit(content, full(3));
      await sealed.seal(content);
      expect(await reopened(file)).toBe(stateOf(content));
    }),
    { numRuns: 30 },
  );
});

test('cut off anywhere, with any part of what was under way on disk, one whole state is there', async () => {
  const kept = fc.infiniteStream(fc.boolean());
  await fc.assert(
    fc.asyncProperty(rounds, rounds, fc.nat(25), kept, async (before, after, upTo, isKept) => {
      const file = new MemoryFile();
      await sealAll(file, before);
      const { sealed, content } = await SealedFile.open(file, await sealingOf());
      let [last, next] = [stateOf(content), stateOf(content)];
      file.failAfter = upTo;
      try {
        for (const round of after) {
          edit(content, round);
          next = stateOf(content);
          await sealed.seal(content);
          last = next;
        }
      } catch {
        // The power is gone.
      }
      const left = file.cutOff(() => isKept.next().value === true);
      expect([last, next]).toContain(await reopened(left));
    }),
    { numRuns: 60 },
  );
});

test('a failed sealing is made good by the next', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, fc.nat(8), async (all, upTo) => {
      const file = new MemoryFile();
      const { sealed, content } = await SealedFile.open(file, await sealingOf());
      for (const round of all) {
        edit(content, round);
        file.failAfter = upTo;
        await sealed.seal(content).catch((error) => {
          expect(error).toMatchObject({ code: 'unexpected' });
        });
      }
      file.failAfter = Number.POSITIVE_INFINITY;
      await sealed.seal(content);
      expect(await reopened(file)).toBe(stateOf(content));
    }),
    { numRuns: 30 },
  );
});

test('no room is a fault that says so, and the state before stays', async () => {
  const file = new MemoryFile();
  const states = await sealAll(file, [full(1)]);
  const { sealed, content } = await SealedFile.open(file, await sealingOf());
  edit(content, full(2));
  file.write = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  await expect(sealed.seal(content)).rejects.toMatchObject({ code: 'quota' });
  expect(await reopened(file)).toBe(states.at(-1));
});

test('a changed byte anywhere is never read as anything else than a state that was', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, fc.double({ min: 0, max: 0.999, noNaN: true }), async (all, share) => {
      const file = new MemoryFile();
      const states = await sealAll(file, all);
      const at = Math.floor(share * file.getSize());
      file.write(Uint8Array.of(file.bytes[at]! ^ 1), { at });
      expect(states).toContain(await reopened(file));
    }),
    { numRuns: 60 },
  );
});

test('with both roots gone, or a chunk of the only generation, there is nothing', async () => {
  const noRoots = new MemoryFile();
  await sealAll(noRoots, [full(1), full(2), full(3)]);
  noRoots.write(new Uint8Array(2 * ROOT_BYTES), { at: 0 });
  expect(await reopened(noRoots)).toBe(EMPTY);

  const noChunk = new MemoryFile();
  await sealAll(noChunk, [full(1)]);
  noChunk.write(new Uint8Array(16), { at: slotAt(2) });
  expect(await reopened(noChunk)).toBe(EMPTY);
});

/** The bytes of a slot. */
function slotOf(file: MemoryFile, slot: number): Uint8Array<ArrayBuffer> {
  return file.bytes.slice(slotAt(slot), slotAt(slot + 1));
}

test('chunks that changed places, or were put back from before, are found out', async () => {
  const swapped = new MemoryFile();
  await sealAll(swapped, [full(1)]);
  const [one, other] = [slotOf(swapped, 0), slotOf(swapped, 1)];
  swapped.write(other, { at: slotAt(0) });
  swapped.write(one, { at: slotAt(1) });
  expect(await reopened(swapped)).toBe(EMPTY);

  const older = new MemoryFile();
  const { sealed, content } = await SealedFile.open(older, await sealingOf());
  const put = async (byte: number) => {
    edit(content, [{ chunk: 0, byte }]);
    await sealed.seal(content);
  };
  await put(1);
  const first = slotOf(older, 0);
  await put(2);
  await put(3);
  const before = stateOf(content);
  expect(slotOf(older, 0)).not.toEqual(first);
  older.write(first, { at: slotAt(0) });
  expect([EMPTY, '65536 2']).toContain(await reopened(older));
  expect(before).toBe('65536 3');
});

test('another key, and another repository, open nothing', async () => {
  for (const of of [{ key: KEY.map((byte) => byte ^ 1) }, { repositoryId: 'other' }]) {
    const file = new MemoryFile();
    const states = await sealAll(file, [full(1)]);
    expect(
      await reopened(
        file.cutOff(() => true),
        of,
      ),
    ).toBe(EMPTY);
    expect(await reopened(file)).toBe(states.at(-1));
  }
});

test('nothing that was in it can be read in the file, and the same is never sealed the same', async () => {
  const marker = new TextEncoder().encode('a subject nobody else has');
  const file = new MemoryFile();
  const { sealed, content } = await SealedFile.open(file, await sealingOf());
  const seen = new Set<string>();
  for (let round = 0; round < 4; round += 1) {
    for (let at = 0; at + marker.length < CHUNK_BYTES; at += marker.length)
      content.write(marker, at);
    await sealed.seal(content);
    for (let slot = 0; slotAt(slot + 1) <= file.getSize(); slot += 1)
      seen.add(String(slotOf(file, slot).subarray(0, 32)));
    expect(new TextDecoder('latin1').decode(file.bytes)).not.toContain('subject');
  }
  // Four times a chunk and a table, none like another.
  expect(seen.size).toBe(8);
});

test('emptied, it opens as nothing, and what was sealed before is gone', async () => {
  const file = new MemoryFile();
  const { sealed, content } = await SealedFile.open(file, await sealingOf());
  edit(content, full(1));
  await sealed.seal(content);
  await sealed.wipe();
  expect(file.getSize()).toBe(0);
  expect(await reopened(file)).toBe(EMPTY);
});
