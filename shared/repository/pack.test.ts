import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { areEqual, type Bytes } from '../lib/bytes.ts';
import { prepareHash, SHA_256 } from '../lib/hash.ts';
import { BlobIds } from './blob-id.ts';
import { prepareCompression, unpack } from './compress.ts';
import {
  type Directory,
  decodeDirectory,
  encodeDirectory,
  type SegmentEntry,
} from './directory.ts';
import { HEAD_BYTES, type PackClass, TAG_BYTES, TAIL_BYTES } from './format.ts';
import { segmentMessage } from './message.ts';
import { decodePackDirectory, decodeTail } from './pack.ts';
import { PackBuilder } from './pack-builder.ts';
import type { SealedFile, Sealer } from './sealer.ts';
import { bytesOf, gcmSealer, tagSealer, text } from './testing.ts';

const SEALERS: readonly Sealer[] = [tagSealer(7), await gcmSealer(7)];

beforeAll(async () => {
  await Promise.all([prepareHash(), prepareCompression()]);
});

describe.each(SEALERS)('version $version', (sealer) => {
  test('a pack tells what is in it, and each segment decodes', async () => {
    const pack = await sealed(sealer, [['one', 'two'], ['x'.repeat(5_000)], ['']]);

    const directory = await read(sealer, pack);

    expect(directory.map(({ blobs }) => blobs.length)).toEqual([2, 1, 1]);
    const opened = await sealer.open('pack', pack.slice(0, HEAD_BYTES));
    const plain = directory.map((entry, number) => decoded(opened, number, entry, pack));
    expect(await Promise.all(plain)).toEqual(['onetwo', 'x'.repeat(5_000), '']);
    expect(directory[1]!.storedLength).toBeLessThan(100);
  });

  test('a segment does not decode in another place, another pack or as another kind', async () => {
    const pack = await sealed(sealer, [['one'], ['two']]);
    const entry = (await read(sealer, pack))[0]!;
    const opened = await sealer.open('pack', pack.slice(0, HEAD_BYTES));
    const wrong = (number: number, change: object, file = opened) =>
      expect(decoded(file, number, { ...entry, ...change }, pack)).rejects.toThrow('tag');

    expect(await decoded(opened, 0, entry, pack)).toBe('one');
    await wrong(1, {});
    await wrong(0, { kind: 'content' });
    await wrong(0, { plainLength: 9 });
    await wrong(0, { storedLength: 2 });
    const another = sealer.version === 1 ? tagSealer(8) : await gcmSealer(7);
    const other = await sealed(another, [['one'], ['two']]);
    await wrong(0, {}, await another.open('pack', other.slice(0, HEAD_BYTES)));
  });

  test('any byte changed, missing or added in head, directory or tail is noticed', async () => {
    const pack = await sealed(sealer, [['one', 'two'], ['three']]);
    const end = decodeTail(pack.subarray(-TAIL_BYTES), pack.byteLength).directoryOffset;
    for (let at = 0; at < pack.byteLength; at = at === HEAD_BYTES - 1 ? end : at + 1) {
      const changed = pack.slice();
      changed[at]! ^= 0x10;
      await expect(read(sealer, changed), `byte ${at}`).rejects.toThrow();
    }
    for (let length = 0; length < pack.byteLength; length += 7) {
      await expect(read(sealer, pack.slice(0, length))).rejects.toThrow();
    }
    const longer = new Uint8Array(pack.byteLength + 1);
    longer.set(pack);
    await expect(read(sealer, longer)).rejects.toThrow();
  });

  test('segments are read from a pack while it fills, is being sealed, and after that', async () => {
    const texts = Array.from({ length: 40 }, (_, at) => `${at} `.repeat(1 + (at % 7) * 9_000));
    const builder = await filled(
      sealer,
      texts.map((each) => [each]),
    );
    const all = async () => {
      const numbers = texts.map((_, number) => builder.read(number));
      return (await Promise.all(numbers)).map(text);
    };

    expect(await all()).toEqual(texts);
    let isSealing = true;
    const sealing = builder.seal().finally(() => {
      isSealing = false;
    });
    while (isSealing) {
      expect(await all()).toEqual(texts);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await sealing;
    expect(await all()).toEqual(texts);
  });
});

test('a directory whose numbers do not fit together is refused', async () => {
  const [entry] = await read(SEALERS[0]!, await sealed(SEALERS[0]!, [['one', 'two']]));
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

test('without encryption the same blobs in the same order make the same pack', async () => {
  const [tags, gcm] = [tagSealer(7), await gcmSealer(7)];

  expect(areEqual(await sealed(tags, [['a'], ['b']]), await sealed(tags, [['a'], ['b']]))).toBe(
    true,
  );
  expect(areEqual(await sealed(gcm, [['a']]), await sealed(gcm, [['a']]))).toBe(false);
});

async function sealed(sealer: Sealer, segments: string[][]): Promise<Bytes> {
  return (await (await filled(sealer, segments)).seal()).bytes;
}

async function filled(sealer: Sealer, segments: string[][]): Promise<PackBuilder> {
  const ids = new BlobIds(SHA_256);
  const builder = new PackBuilder(sealer, 'data', new Uint8Array(1_000).fill(7), 5_000_000);
  for (const texts of segments) {
    const blobs = await Promise.all(
      texts.map(async (each) => {
        const bytes = bytesOf(each);
        return { id: await ids.make('body', bytes), kind: 'body' as const, bytes };
      }),
    );
    builder.addSegment('body', blobs);
  }
  return builder;
}

async function read(sealer: Sealer, pack: Bytes): Promise<Directory> {
  const tail = decodeTail(pack.slice(Math.max(0, pack.byteLength - TAIL_BYTES)), pack.byteLength);
  const opened = await sealer.open('pack', pack.subarray(0, HEAD_BYTES));
  return decodePackDirectory(opened, pack.subarray(tail.directoryOffset), tail);
}

async function decoded(file: SealedFile, number: number, entry: SegmentEntry, pack: Bytes) {
  const { offset, storedLength, plainLength, method } = entry;
  const bytes = pack.subarray(offset, offset + storedLength + TAG_BYTES);
  const stored = await file.open(segmentMessage(number, entry), bytes);
  return text(unpack({ method, stored }, plainLength));
}
