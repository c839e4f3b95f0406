import { expect, test } from 'vitest';
import { asId } from '../../shared/model/ids.ts';
import { emptyChoice, toggled } from './chosen.ts';

const pat = { account: asId<never>('pat'), row: 1 };
const kim = { account: asId<never>('kim'), row: 2 };

test('rows of one account are chosen together, and let go one by one', () => {
  const both = toggled(toggled(emptyChoice(), pat, true), { ...pat, row: 3 }, true);
  expect([...both.rows]).toEqual([1, 3]);
  expect(toggled(toggled(both, pat, false), { ...pat, row: 3 }, false)).toEqual(emptyChoice());
});

test('a row of another account begins the choice anew', () => {
  const chosen = toggled(toggled(emptyChoice(), pat, true), kim, true);
  expect([...chosen.rows]).toEqual([2]);
  expect(chosen.account).toBe('kim');
});
