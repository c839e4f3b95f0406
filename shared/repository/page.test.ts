import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { areEqual, type Bytes } from '../lib/bytes.ts';
import { prepareHash } from '../lib/hash.ts';
import { asId, type BlobId } from '../model/ids.ts';
import { PART_ROLES } from '../model/item.ts';
import { compareKeys, decodePage, encodePage, makeChildCell, makeLeafCell } from './page.ts';
import { bytesOf } from './testing.ts';

beforeAll(() => prepareHash());

const blobIds = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => asId<BlobId>(Buffer.from(bytes).toString('hex')));
/** One, two, three and four bytes, and both ends of what has surrogates between them. */
const unit = fc.constantFrom('\0', 'A', 'a', 'é', '\ud7ff', '\ue000', '\uffff', '😀');
const text = fc.string({ unit, maxLength: 12 });
const keys = fc.uniqueArray(text, { minLength: 1, maxLength: 12 });
const entries = fc.record({
  version: text,
  meta: blobIds,
  parts: fc.array(fc.record({ role: fc.constantFrom(...PART_ROLES), blob: blobIds }), {
    maxLength: 12,
  }),
  whole: fc.boolean(),
});

test('a page of any items is read back as it was, from one encoding', () => {
  fc.assert(
    fc.property(keys, entries, (names, entry) => {
      const cells = names.sort(compareKeys).map((name) => makeLeafCell(name, entry));
      const bytes = encodePage(0, cells);

      const page = decodePage(bytes);

      expect(page.leaves?.map(({ key }) => key)).toEqual(names);
      expect(page.leaves?.map((cell) => cell.entry)).toEqual(names.map(() => entry));
      expect(areEqual(encodePage(0, page.leaves!), bytes)).toBe(true);
    }),
  );
});

test('keys are ordered as their bytes are', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const order = Buffer.compare(bytesOf(a), bytesOf(b));
      expect(Math.sign(compareKeys(a, b))).toBe(order);
    }),
  );
});

test('a page of children is read back as it was', () => {
  const child = asId<BlobId>('ab'.repeat(32));
  const bytes = encodePage(3, [makeChildCell('a', child, 7, 1), makeChildCell('b', child, 8, 0)]);

  const page = decodePage(bytes);

  expect(page.level).toBe(3);
  expect(page.children?.map(({ key, count, unwhole }) => [key, count, unwhole])).toEqual([
    ['a', 7, 1],
    ['b', 8, 0],
  ]);
});

test('whatever bytes are given, the answer is a page or a refusal', () => {
  const bytes = encodePage(0, [makeLeafCell('a', anEntry()), makeLeafCell('b', anEntry())]);
  fc.assert(
    fc.property(fc.nat(bytes.byteLength - 1), fc.nat(255), fc.nat(3), (at, value, cut) => {
      const changed: Bytes = bytes.slice(0, bytes.byteLength - cut);
      if (at < changed.byteLength) changed[at] = value;
      try {
        decodePage(changed);
      } catch (error) {
        expect(error).toSatisfy((e) => e instanceof RangeError || e instanceof TypeError);
      }
    }),
  );
});

test('a page with keys out of order, twice, or none at all is refused', () => {
  const [a, b] = [makeLeafCell('a', anEntry()), makeLeafCell('b', anEntry())];

  expect(() => decodePage(encodePage(0, [b, a]))).toThrow('order');
  expect(() => decodePage(encodePage(0, [a, a]))).toThrow('order');
  expect(() => decodePage(encodePage(0, []))).toThrow('count');
  expect(() => decodePage(encodePage(17, [a]))).toThrow('kind of page');
});

test('a key that would not come back is refused', () => {
  expect(() => makeLeafCell('x'.repeat(1_025), anEntry())).toThrow('too long');
  expect(() => makeLeafCell('\ud800', anEntry())).toThrow('well-formed');
});

function anEntry() {
  const id = asId<BlobId>('cd'.repeat(32));
  return { version: '1', meta: id, parts: [{ role: 'body' as const, blob: id }], whole: true };
}
