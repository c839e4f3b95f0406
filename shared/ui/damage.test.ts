import { expect, test } from 'vitest';
import type { LastCheck } from '../model/check.ts';
import type { Receipt } from '../model/receipt.ts';
import { healedAt } from './damage.ts';

const CHECKED = '2026-11-26T14:00:00Z';

function facts(verdict: LastCheck['verdict'], copy: Pick<Receipt, 'verdict' | 'startedAt'>) {
  const check: LastCheck = {
    level: 'full',
    verdict,
    oldestVerifiedAt: null,
    affected: [],
    receipts: 0,
    files: [],
    at: CHECKED,
  };
  const receipt = { ...copy, endedAt: '2026-11-26T14:12:00Z' } as Receipt;
  return { lastReceipts: [receipt], upkeep: { lastCheck: check } };
}

test('damage counts as seen to only by a whole copy that began after it was found', () => {
  const after = '2026-11-26T14:05:00Z';
  const before = '2026-11-26T13:59:00Z';
  expect(healedAt(facts('damaged', { verdict: 'complete', startedAt: after }))).toMatch(/14:12/);
  expect(healedAt(facts('damaged', { verdict: 'complete', startedAt: before }))).toBeNull();
  expect(healedAt(facts('damaged', { verdict: 'incomplete', startedAt: after }))).toBeNull();
  expect(healedAt(facts('sound', { verdict: 'complete', startedAt: after }))).toBeNull();
});
