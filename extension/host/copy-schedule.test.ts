import { expect, test } from 'vitest';
import { type AccountId, asId } from '../../shared/model/ids.ts';
import type { SignIn } from '../../shared/model/platform.ts';
import type { EngineStatus } from '../../shared/rpc/protocol.ts';
import { copiesDue, waitMs } from './copy-schedule.ts';

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
    choices: [{ account: PAT.id, sources: ['mail'] }],
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

const MAIL = [{ account: PAT, sources: ['mail'] }];
const due = (now: EngineStatus, signIns = [signIn()], past = receiptsOf('mail', 1)) =>
  copiesDue(now, signIns, past, NOW, false);

function receiptsOf(source: 'mail' | 'drive', ...added: number[]) {
  return receipts(...added).map((each) => ({ ...each, of: { account: PAT.id, source } }));
}

test('an account is due when its time has come', () => {
  expect(due(status(14))).toEqual([]);
  expect(due(status(15))).toEqual(MAIL);
});

test('a clock that was set back does not end copying', () => {
  expect(due(status(-600))).toEqual(MAIL);
});

test('nothing is begun that a person has to begin or to see to first', () => {
  const { repository } = status(0);

  expect(due(status(90, { accounts: [] }))).toEqual([]);
  expect(due(status(90, { repository: { ...repository, lock: 'locked' } }))).toEqual([]);
  expect(due(status(90, { repository: { ...repository, trouble: 'missing' } }))).toEqual([]);
  const restoring = [{ kind: 'restore', account: PAT.id }] as unknown as EngineStatus['jobs'];
  expect(due(status(90, { jobs: restoring }))).toEqual([]);
  expect(due(status(90), [signIn('ended')])).toEqual([]);
});

test('each source that was chosen and may be read has a time of its own', () => {
  const choices = [{ account: PAT.id, sources: ['mail', 'drive'] }] as EngineStatus['choices'];
  const both = { ...signIn(), scopes: ['Mail.Read', 'Files.Read'] };
  // Never copied yet, and chosen: it begins with the next look.
  expect(due(status(5, { choices }), [both])).toEqual([{ account: PAT, sources: ['drive'] }]);
  expect(due(status(90, { choices }), [signIn()])).toEqual(MAIL);
  expect(due(status(90, { choices: [{ account: PAT.id, sources: [] }] }), [both])).toEqual([]);
  const jobs = [{ kind: 'backup', account: PAT.id, source: 'drive' }];
  const busy = status(90, { choices, jobs: jobs as unknown as EngineStatus['jobs'] });
  expect(due(busy, [both])).toEqual(MAIL);
  // Mail that is quiet waits for longer, however much changes in the drive.
  const past = [...receiptsOf('drive', 5, 5), ...receiptsOf('mail', 0, 0, 0)];
  expect(due(status(20, { choices, jobs: busy.jobs }), [both], past)).toEqual([]);
});
