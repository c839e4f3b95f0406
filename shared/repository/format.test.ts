import { expect, test } from 'vitest';
import { isName } from '../backend/names.ts';
import { hashInName, nameOf } from './file-names.ts';
import { KIND_NUMBERS, kindOf, type SegmentKind } from './format.ts';

const hash = `ab${'0'.repeat(62)}`;

test.each(['pack', 'index', 'snapshot', 'journal', 'mark', 'gone', 'key'] as const)(
  'the name of a %s tells its hash, and every backend takes it',
  (kind) => {
    const name = nameOf(kind, hash);

    expect(hashInName(kind, name)).toBe(hash);
    expect(isName(name)).toBe(true);
  },
);

test('other names are foreign', () => {
  for (const name of [
    `packs/cd/${hash}.pack`,
    `packs/ab/${hash}.pack.crswap`,
    `packs/ab/${hash.toUpperCase()}.pack`,
    `packs/${hash}.pack`,
    `packs/ab/${hash} (2).pack`,
  ]) {
    expect(hashInName('pack', name)).toBeUndefined();
  }
});

test('kinds and their numbers stand for each other', () => {
  for (const [kind, number] of Object.entries(KIND_NUMBERS)) {
    expect(kindOf(number)).toBe(kind as SegmentKind);
  }
  for (const number of [0, 8, 9, 255]) expect(() => kindOf(number)).toThrow(RangeError);
});
