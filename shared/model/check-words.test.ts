import { expect, test } from 'vitest';
import type { AffectedContainer } from './check.ts';
import { sayAffected, sayCheck } from './check-words.ts';
import { type AccountId, asId, type ContainerId } from './ids.ts';

function affected(change: Partial<AffectedContainer>): AffectedContainer {
  return {
    account: asId<AccountId>('a'),
    source: 'mail',
    container: asId<ContainerId>('inbox'),
    path: 'Inbox',
    count: 1,
    items: [],
    unlisted: 0,
    ...change,
  };
}

test('what is hit is said in the words of the person', () => {
  const all = [affected({ count: 3 }), affected({ path: 'Clients / Harbour' })];
  expect(sayAffected(all)).toBe('3 messages in Inbox, 1 message in Clients / Harbour');
  expect(sayAffected([affected({ count: 0, unlisted: 7 })])).toBe('up to 7 messages in Inbox');
});

test('damage that hits nothing is not hidden', () => {
  const result = { verdict: 'damaged', affected: [], damage: ['a file'] } as const;
  expect(sayCheck({ ...result, affected: [], damage: ['a file'] })).toMatch(/damaged/);
});
