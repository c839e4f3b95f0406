import { expect, test } from 'vitest';
import { type AccountId, asId } from '../../shared/model/ids.ts';
import type { SignIn } from '../../shared/model/platform.ts';
import type { EngineStatus } from '../../shared/rpc/protocol.ts';
import { signalOf } from './toolbar-signal.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const PAT = { id: asId<AccountId>('pat'), name: 'Pat', username: 'pat@example.com' };

function facts(state: SignIn['state'], change: Partial<EngineStatus> = {}) {
  const endsAt = new Date(state === 'ended' ? NOW - 60_000 : NOW + 60_000).toISOString();
  const receipt = {
    of: { account: PAT.id, source: 'mail' },
    endedAt: '2026-11-25T11:50:00Z',
    verdict: 'complete',
    lines: [],
    gaps: [],
  };
  const status = {
    repository: { lock: 'open', trouble: null, snapshots: 3, lastSnapshotAt: receipt.endedAt },
    first: { folder: null, trouble: null, isAway: false, moving: null, left: [] },
    accounts: [{ account: PAT, sources: [] }],
    jobs: [],
    lastReceipts: [receipt],
    choices: [],
    upkeep: { jobs: [], lastCheck: null, lastPrune: null },
    ...change,
  } as unknown as EngineStatus;
  const signIns = [{ account: PAT, state, endsAt, scopes: ['Mail.Read'] }];
  return { status, signIns, online: true, now: NOW };
}

test('nothing is shown when all is well', () => {
  expect(signalOf(facts('active'))).toMatchObject({ badge: 'none', note: null });
});

test('a sign-in that ends soon or has ended is told before protection lapses', () => {
  const ending = signalOf(facts('ending'));
  expect(ending.badge).toBe('key');
  expect(ending.note?.title).toMatch(/^Microsoft ends your sign-in at /);
  const ended = signalOf(facts('ended'));
  expect(ended.badge).toBe('key');
  expect(ended.note?.text).toContain('Nothing new is being copied until you sign in again.');
  expect(ended.note?.id).not.toBe(ending.note?.id);
});

test('the same thing is told under the same name', () => {
  expect(signalOf(facts('ended')).note?.id).toBe(signalOf(facts('ended')).note?.id);
});

test('a run that goes on is shown, a gap is shown, a lock is shown', () => {
  const running = [{ kind: 'restore', account: PAT.id, state: { kind: 'running' } }];
  expect(signalOf(facts('active', { jobs: running as never })).badge).toBe('running');
  const trouble = { ...facts('active').status.repository, trouble: 'missing' as const };
  const missing = signalOf(facts('active', { repository: trouble }));
  expect(missing).toMatchObject({ badge: 'gap', note: { title: expect.any(String) } });
  const locked = { ...trouble, trouble: null, lock: 'locked' as const };
  expect(signalOf(facts('active', { repository: locked })).badge).toBe('locked');
});

test('no address and no name is in what the toolbar says', () => {
  for (const state of ['active', 'ending', 'ended'] as const) {
    expect(JSON.stringify(signalOf(facts(state)))).not.toMatch(/pat@|Pat/);
  }
});
