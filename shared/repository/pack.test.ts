import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { areEqual, type Bytes } from '../lib/bytes.ts';
import { prepareHash } from '../lib/hash.ts';
import { makeBlobId } from './blob-id.ts';
import { prepareCompression } from './compress.ts';
import { decodeDirectory, encodeDirectory } from './directory.ts';
import { HEAD_BYTES, type PackClass, TAG_BYTES, TAIL_BYTES } from './format.ts';
import { decodePackDirectory, decodeSegment, decodeTail, PackBuilder } from './pack.ts';
import { bytesOf, text } from './testing.ts';

const REPOSITORY = new Uint8Array(16).fill(7);

beforeAll(async () => {
  await Promise.all([prepareHash(), prepareCompression()]);
});

test('a pack tells what is in it, and each segment decodes', async () => {
  const pack = await sealed([['one', 'two'], ['x'.repeat(5_000)], ['']]);

  const directory = read(pack);

  expect(directory.map(({ blobs }) => blobs.length)).toEqual([2, 1, 1]);
  const plain = directory.map((entry, number) => {
    const stored = pack.subarray(entry.offset, entry.offset + entry.storedLength + TAG_BYTES);
    return text(decodeSegment(REPOSITORY, number, entry, stored));
  });
  expect(plain).toEqual(['onetwo', 'x'.repeat(5_000), '']);
  expect(directory[1]!.storedLength).toBeLessThan(100);
});

test('a segment does not decode in another place, another pack or as another kind', async () => {
  const pack = await sealed([['one'], ['two']]);
  const [entry] = read(pack);
  const stored = pack.subarray(HEAD_BYTES, HEAD_BYTES + entry!.storedLength + TAG_BYTES);
  const other = new Uint8Array(16).fill(8);

  expect(text(decodeSegment(REPOSITORY, 0, entry!, stored))).toBe('one');
  expect(() => decodeSegment(REPOSITORY, 1, entry!, stored)).toThrow('tag');
  expect(() => decodeSegment(other, 0, entry!, stored)).toThrow('tag');
  expect(() => decodeSegment(REPOSITORY, 0, { ...entry!, kind: 'content' }, stored)).toThrow('tag');
  expect(() => decodeSegment(REPOSITORY, 0, { ...entry!, plainLength: 9 }, stored)).toThrow('tag');
});

test('any byte changed, missing or added in head, directory or tail is noticed', async () => {
  const pack = await sealed([['one', 'two'], ['three']]);
  const end = decodeTail(pack.subarray(-TAIL_BYTES), pack.byteLength).directoryOffset;
  for (let at = 0; at < pack.byteLength; at = at === HEAD_BYTES - 1 ? end : at + 1) {
    const changed = pack.slice();
    changed[at]! ^= 0x10;
    expect(() => read(changed), `byte ${at}`).toThrow();
  }
  for (let length = 0; length < pack.byteLength; length += 7) {
    expect(() => read(pack.slice(0, length))).toThrow();
  }
  const longer = new Uint8Array(pack.byteLength + 1);
  longer.set(pack);
  expect(() => read(longer)).toThrow();
});

test('a directory whose numbers do not fit together is refused', async () => {
  const [entry] = read(await sealed([['one', 'two']]));
  const end = HEAD_BYTES + entry!.storedLength + TAG_BYTES;
  const refused = (change: object, packClass: PackClass | null = 'data') => {
    const bytes = encodeDirectory([{ ...entry!, ...change }]);
    expect(() => decodeDirectory(bytes, packClass, end)).toThrow(RangeError);
  };

  expect(decodeDirectory(encodeDirectory([entry!]), 'data', end)).toEqual([entry]);
  refused({ offset: 97 });
  refused({ storedLength: entry!.storedLength + 1 });
  refused({ plainLength: 7 });
  refused({ plainLength: 5 * 1024 * 1024 });
  refused({ method: 2 });
  refused({ kind: 'content' });
  refused({ blobs: [entry!.blobs[0]] });
  refused({}, 'state');
  expect(() => decodeDirectory(encodeDirectory([entry!]), 'data', end + 1)).toThrow(RangeError);
});

test('whatever bytes are given as a directory, the answer is one or a refusal', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeDirectory(bytes as Bytes, null, 200);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});

test('the same blobs in the same order make the same pack', async () => {
  expect(areEqual(await sealed([['a'], ['b']]), await sealed([['a'], ['b']]))).toBe(true);
});

async function sealed(segments: string[][]): Promise<Bytes> {
  const builder = new PackBuilder(REPOSITORY, 'data');
  for (const texts of segments) {
    const blobs = await Promise.all(
      texts.map(async (each) => {
        const bytes = bytesOf(each);
        return { id: await makeBlobId('body', bytes), kind: 'body' as const, bytes };
      }),
    );
    builder.addSegment('body', blobs);
  }
  return builder.seal().bytes;
}

function read(pack: Bytes) {
  const tail = decodeTail(pack.slice(Math.max(0, pack.byteLength - TAIL_BYTES)), pack.byteLength);
  const end = pack.subarray(tail.directoryOffset);
  return decodePackDirectory(pack.subarray(0, HEAD_BYTES), end, tail, REPOSITORY);
}
