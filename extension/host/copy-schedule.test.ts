import { expect, test } from 'vitest';
import { type AccountId, asId } from '../../shared/model/ids.ts';
import type { SignIn } from '../../shared/model/platform.ts';
import type { EngineStatus } from '../../shared/rpc/protocol.ts';
import { accountsDue, waitMs } from './copy-schedule.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-25T12:00:00Z');
const PAT = { id: asId<AccountId>('pat'), name: 'Pat', username: 'pat@example.com' };

function receipts(...added: number[]) {
  return added.map((n) => ({ changes: { added: n, changed: 0, moved: 0, gone: 0 } }));
}

function signIn(state: SignIn['state'] = 'active'): SignIn {
  return { account: PAT, state, endsAt: null, scopes: ['Mail.Read'] };
}

function status(copiedMinutesAgo: number, change: Partial<EngineStatus> = {}): EngineStatus {
  const lastCopiedAt = new Date(NOW - copiedMinutesAgo * MINUTE).toISOString();
  return {
    repository: { lock: 'open', trouble: null, snapshots: 3 },
    accounts: [{ account: PAT, sources: [{ source: 'mail', items: 1, gone: 0, lastCopiedAt }] }],
    jobs: [],
    ...change,
  } as unknown as EngineStatus;
}

test('what changes is copied every quarter of an hour, what does not every hour', () => {
  const minutes = (...added: number[]) => Math.round(waitMs(receipts(...added), false) / MINUTE);
  expect(minutes()).toBe(15);
  expect(minutes(1, 0, 0)).toBe(15);
  expect(minutes(0, 1)).toBe(30);
  expect(minutes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(60);
  expect(waitMs(receipts(0, 0, 0, 0), true)).toBe(2 * MINUTE);
});

test('an account is due when its time has come', () => {
  expect(accountsDue(status(14), [signIn()], NOW, 15 * MINUTE)).toEqual([]);
  expect(accountsDue(status(15), [signIn()], NOW, 15 * MINUTE)).toEqual([PAT]);
});

test('a clock that was set back does not end copying', () => {
  expect(accountsDue(status(-600), [signIn()], NOW, 15 * MINUTE)).toEqual([PAT]);
});

test('nothing is begun that a person has to begin or to see to first', () => {
  const due = (change: Partial<EngineStatus>) =>
    accountsDue(status(90, change), [signIn()], NOW, 15 * MINUTE);
  const { repository } = status(0);

  expect(due({ accounts: [] })).toEqual([]);
  expect(due({ repository: { ...repository, lock: 'locked' } })).toEqual([]);
  expect(due({ repository: { ...repository, trouble: 'missing' } })).toEqual([]);
  expect(due({ jobs: [{ account: PAT.id }] as unknown as EngineStatus['jobs'] })).toEqual([]);
  expect(accountsDue(status(90), [signIn('ended')], NOW, 15 * MINUTE)).toEqual([]);
});
