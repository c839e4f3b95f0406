import { expect, test } from 'vitest';
import type { LastCheck } from '../model/check.ts';
import { asId } from '../model/ids.ts';
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

test('files that are hit are not seen to by a copy of mail', () => {
  const startedAt = '2026-11-26T14:05:00Z';
  const account = asId<Receipt['of']['account']>('a');
  const after = facts('damaged', { verdict: 'complete', startedAt });
  const hit = { account, source: 'drive' } as LastCheck['affected'][number];
  const check = { ...after.upkeep.lastCheck, affected: [hit] };
  const of = (source: Receipt['of']['source']) =>
    after.lastReceipts.map((each) => ({ ...each, of: { account, source } }));
  expect(healedAt({ lastReceipts: of('mail'), upkeep: { lastCheck: check } })).toBeNull();
  expect(healedAt({ lastReceipts: of('drive'), upkeep: { lastCheck: check } })).toMatch(/14:12/);
});

test('damage counts as seen to only by a whole copy that began after it was found', () => {
  const after = '2026-11-26T14:05:00Z';
  const before = '2026-11-26T13:59:00Z';
  expect(healedAt(facts('damaged', { verdict: 'complete', startedAt: after }))).toMatch(/14:12/);
  expect(healedAt(facts('damaged', { verdict: 'complete', startedAt: before }))).toBeNull();
  expect(healedAt(facts('damaged', { verdict: 'incomplete', startedAt: after }))).toBeNull();
  expect(healedAt(facts('sound', { verdict: 'complete', startedAt: after }))).toBeNull();
});
