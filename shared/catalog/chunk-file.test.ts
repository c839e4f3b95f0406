import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areEqual } from '../lib/bytes.ts';
import { CHUNK_BYTES, ChunkFile } from './chunk-file.ts';

const AT_MOST = 4 * CHUNK_BYTES;
const offsets = fc.oneof(
  fc.nat(AT_MOST),
  fc.tuple(fc.nat(4), fc.integer({ min: -3, max: 3 })).map(([chunk, by]) => {
    return Math.max(0, chunk * CHUNK_BYTES + by);
  }),
);
const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('write' as const),
      at: offsets,
      length: offsets,
      byte: fc.nat(255),
    }),
    fc.record({ kind: fc.constant('truncate' as const), at: offsets }),
    fc.record({ kind: fc.constant('freeze' as const) }),
    fc.record({ kind: fc.constant('thaw' as const), isSealed: fc.boolean() }),
  ),
  { maxLength: 20 },
);

/** What a file of whole chunks is, byte for byte. */
function contentOf(file: ChunkFile): Uint8Array {
  const bytes = new Uint8Array(file.sizeBytes);
  expect(file.read(bytes, 0)).toBe(bytes.byteLength);
  return bytes;
}

function resized(bytes: Uint8Array, length: number): Uint8Array {
  const copy = new Uint8Array(length);
  copy.set(bytes.subarray(0, length));
  return copy;
}

test('it is what was written, and what is frozen stays as it was until it thaws', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const file = new ChunkFile();
      let model = new Uint8Array(0) as Uint8Array;
      let frozen: { given: ReadonlyMap<number, Uint8Array | null>; was: Uint8Array } | null = null;
      // What a sealer that got every changed chunk would have.
      const sealed = new Map<number, Uint8Array | null>();
      const check = () => {
        for (const [at, chunk] of frozen?.given ?? []) {
          const was = resized(frozen!.was.subarray(at * CHUNK_BYTES), CHUNK_BYTES);
          expect(areEqual(chunk ?? new Uint8Array(CHUNK_BYTES), was)).toBe(true);
        }
      };
      const thaw = (isSealed: boolean) => {
        check();
        if (isSealed)
          for (const [at, chunk] of frozen?.given ?? []) sealed.set(at, chunk?.slice() ?? null);
        file.thaw(isSealed);
        frozen = null;
      };
      for (const step of all) {
        if (step.kind === 'write') {
          const bytes = new Uint8Array(step.length).fill(step.byte);
          file.write(bytes, step.at);
          if (bytes.length > 0)
            model = resized(model, Math.max(model.length, step.at + bytes.length));
          model.set(bytes, bytes.length > 0 ? step.at : 0);
        } else if (step.kind === 'truncate') {
          file.truncate(step.at);
          model = resized(model, step.at);
        } else if (step.kind === 'freeze' && !frozen) {
          const changed = file.freeze();
          if (changed) frozen = { given: changed.chunks, was: model.slice() };
        } else if (step.kind === 'thaw') thaw(step.isSealed);
        check();
      }
      thaw(true);
      for (const [at, chunk] of file.freeze()?.chunks ?? []) sealed.set(at, chunk);
      expect(areEqual(contentOf(file), model)).toBe(true);
      const chunks = Math.ceil(model.length / CHUNK_BYTES);
      const rebuilt = new ChunkFile(
        Array.from({ length: chunks }, (_, at) => (sealed.get(at) ?? null) as null),
        model.length,
      );
      expect(areEqual(contentOf(rebuilt), model)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('beyond its end it reads as zeros and says how much was there', () => {
  const file = new ChunkFile();
  file.write(Uint8Array.of(1, 2, 3), 0);
  const bytes = new Uint8Array(5).fill(9);
  expect(file.read(bytes, 1)).toBe(2);
  expect(bytes).toEqual(Uint8Array.of(2, 3, 0, 0, 0));
  expect(file.read(bytes, 100)).toBe(0);
});

test('wiped, nothing of it is left in memory that was handed out', () => {
  const file = new ChunkFile();
  file.write(Uint8Array.of(1, 2, 3), 0);
  const chunk = file.freeze()!.chunks.get(0)!;
  file.write(Uint8Array.of(4), 0);
  file.wipe();
  expect(chunk.every((byte) => byte === 0)).toBe(true);
  expect(file.sizeBytes).toBe(0);
});
