import { expect, test } from 'vitest';
import { FAULT_CODES } from '../model/fault.ts';
import { asId } from '../model/ids.ts';
import type { BackupProgress, JobState } from '../model/job.ts';
import type { SignIn } from '../model/platform.ts';
import type { Receipt, ReceiptLine } from '../model/receipt.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import { protectionOf } from './protection.ts';
import type { ProtectionFacts } from './protection-words.ts';

const NOW = Date.parse('2026-11-26T14:21:00');
const AT = '2026-11-26T14:12:00';
const account = {
  id: asId<SignIn['account']['id']>('a'),
  name: 'Pat',
  username: 'pat@example.com',
};
const signedIn: SignIn = { account, state: 'active', endsAt: null, scopes: ['Mail.Read'] };

function line(change: Partial<ReceiptLine> = {}): ReceiptLine {
  return {
    account: account.id,
    source: 'mail',
    container: asId('inbox'),
    path: 'Inbox',
    role: 'inbox',
    reported: 100,
    listed: 100,
    stored: 100,
    missing: 0,
    keptBeyond: 0,
    readToEnd: true,
    ...change,
  };
}

function receipt(change: Partial<Receipt> = {}): Receipt {
  return {
    job: asId('job'),
    of: { account: account.id, source: 'mail' },
    startedAt: AT,
    endedAt: AT,
    verdict: 'complete',
    reason: null,
    lines: [line()],
    gaps: [],
    changes: { added: 0, changed: 0, moved: 0, gone: 0 },
    requests: 1,
    pauses: 0,
    pausedMs: 0,
    downloadedBytes: 1,
    storedBytes: 1,
    snapshot: asId('f'.repeat(64)),
    ...change,
  };
}

function job(state: JobState): BackupProgress {
  return {
    kind: 'backup',
    id: asId('job'),
    account: account.id,
    source: 'mail',
    startedAt: AT,
    state,
    phase: 'messages',
    folders: { done: 1, total: 2 },
    messages: { done: 12_300, total: 41_900 },
    attachments: { done: 0, total: 0 },
    place: 'Inbox',
    requests: 1,
    downloadedBytes: 1,
    storedBytes: 1,
    gaps: 0,
    leftMs: null,
    receipt: null,
    endedBy: null,
  };
}

function facts(
  status: Partial<EngineStatus> = {},
  other: Partial<Omit<ProtectionFacts, 'status'>> = {},
): ProtectionFacts {
  return {
    status: {
      accounts: [{ account, sources: [] }],
      jobs: [],
      lastReceipts: [receipt()],
      choices: [],
      lastJournal: [],
      repository: {
        id: 'r',
        trouble: null,
        place: 'indexeddb',
        lock: 'open',
        storedBytes: 1,
        snapshots: 1,
        firstSnapshotAt: AT,
        lastSnapshotAt: AT,
        persisted: true,
        freeBytes: null,
      },
      mirror: null,
      first: { folder: null, trouble: null, isAway: false, moving: null, left: [] },
      catalog: { state: 'ready', done: 0, total: 0, isReadingTexts: false, place: 'disk' },
      upkeep: { jobs: [], lastCheck: null, lastPrune: null },
      lossAlarm: null,
      scrambleAlarm: null,
      goneThisWeek: [],
      ...status,
    },
    signIns: [signedIn],
    online: true,
    now: NOW,
    ...other,
  };
}

test('everything is said to be there only when the receipt says complete', () => {
  const complete = protectionOf(facts());
  expect(complete.title).toBe('Everything Microsoft lists is in your copy.');
  expect(complete.tone).toBe('ok');
});

test.each([
  ['incomplete', { missing: 3, stored: 97 }],
  ['incomplete', { readToEnd: false }],
  ['stopped', {}],
] as const)('a copy that is %s with %j is never green', (verdict, change) => {
  const { tone, title } = protectionOf(
    facts({ lastReceipts: [receipt({ verdict, lines: [line(change)] })] }),
  );
  expect(tone).not.toBe('ok');
  expect(title).not.toMatch(/everything/i);
});

test('what is missing is counted in the sentence', () => {
  const lines = [line({ missing: 3, stored: 97 })];
  const { title, text } = protectionOf(
    facts({ lastReceipts: [receipt({ verdict: 'incomplete', lines })] }),
  );
  expect(title).toBe('All but 3 messages are in your copy.');
  expect(text).toContain('97 of them are here. The other 3 are named below');
});

test('nothing is said of a copy before it has been looked at, and least of all that it is not there', () => {
  const unread = { accounts: [], lastReceipts: [] };
  expect(protectionOf(facts(unread)).title).toBe('Opening your copy…');
  const going = { ...unread, jobs: [job({ kind: 'running' })] };
  expect(protectionOf(facts(going)).title).toBe('Opening your copy…');
});

test('the first copy says how far it is, with "about" before what Microsoft estimates', () => {
  const { title, job: running } = protectionOf(
    facts({ lastReceipts: [], jobs: [job({ kind: 'running' })] }),
  );
  expect(title).toBe('Your first copy is on its way: 12,300 of about 41,900.');
  expect(running?.kind).toBe('backup');
});

test('a later copy leaves the sentence to what is kept', () => {
  const { title, job: running } = protectionOf(facts({ jobs: [job({ kind: 'running' })] }));
  expect(title).toBe('Everything Microsoft lists is in your copy.');
  expect(running).not.toBeNull();
});

test('nothing else is said while the folder of the copy can not be used, however complete it was', () => {
  const first = { folder: 'Vault', trouble: 'permission', isAway: true, moving: null, left: [] };
  const { title, tone, action } = protectionOf(
    facts({ first: { ...first, trouble: 'permission' } }),
  );
  expect({ title, tone, action }).toEqual({
    title: 'This browser took back its permission for Vault.',
    tone: 'gap',
    action: 'folder',
  });
});

test('without a network the copy says from when it is, and offers nothing that needs Microsoft', () => {
  const { title, action } = protectionOf(facts({}, { online: false }));
  expect(title).toMatch(/^No network\. This is your own copy, as of \d/);
  expect(action).toBeNull();
});

test('a sign-in that ended before its time is not said to have ended at a time that is still to come', () => {
  const ended = { ...signedIn, state: 'ended' as const, endsAt: '2026-11-27T08:03:00' };
  const { title, text, action } = protectionOf(facts({}, { signIns: [ended] }));
  expect(title).toBe('Microsoft asks you to sign in again.');
  expect(text).toContain('after the browser was closed');
  expect(action).toBe('sign-in');
});

test('a sign-in that ended is normal, and the copy is whole all the same', () => {
  const ended = { ...signedIn, state: 'ended' as const, endsAt: '2026-11-26T08:03:00' };
  const { title, text, action } = protectionOf(facts({}, { signIns: [ended] }));
  expect(title).toMatch(/^Microsoft ended your sign-in at /);
  expect(text).toContain('Your copy is here and whole up to');
  expect(action).toBe('sign-in');
});

test('a copy with a gap is not called whole when the sign-in ends', () => {
  const ended = { ...signedIn, state: 'ended' as const };
  const { text } = protectionOf(
    facts({ lastReceipts: [receipt({ verdict: 'incomplete' })] }, { signIns: [ended] }),
  );
  expect(text).not.toContain('whole');
});

test.each([
  ['sign-in', 'sign-in', /asks you to sign in again/],
  ['consent', 'organisation', /organisation decides/],
  ['network', null, /No network/],
  ['server', null, /asked for a pause of 40 seconds/],
  ['limit', null, /^The copy rests until \d/],
  ['room', 'go-on', /disk is full/],
  ['room-ahead', 'go-on', /may not fit/],
  ['metered', 'go-on', /isn’t metered/],
] as const)('a copy that waits for %s says so and what helps', (reason, action, title) => {
  const until = new Date(NOW + 40_000).toISOString();
  const waiting = job({ kind: 'waiting', for: reason, until });
  const told = protectionOf(facts({ jobs: [waiting] }));
  expect(told.title).toMatch(title);
  expect(told.action).toBe(action);
  expect(told.tone).not.toBe('ok');
});

test.each(FAULT_CODES)('a copy that %s stopped says why and keeps what it has', (reason) => {
  const told = protectionOf(facts({ lastReceipts: [receipt({ verdict: 'stopped', reason })] }));
  expect(told.text).toContain('100 messages are here and stay here.');
  expect(told.action).not.toBeNull();
});

test('what a person left out is not said to be here, and is no fault', () => {
  const lines = [line({ stored: 90, leftOut: { files: 10, bytes: 3e9 } })];
  const told = protectionOf(facts({ lastReceipts: [receipt({ lines })] }));
  expect(told.title).toBe('Everything you chose is in your copy.');
  expect(told.text).toContain('All but 10 files (3 GB) that you left out are here');
  expect(told.tone).toBe('ok');
});

test('stopping it oneself is no fault', () => {
  const told = protectionOf(facts({ lastReceipts: [receipt({ verdict: 'stopped' })] }));
  expect(told.title).toMatch(/^You stopped the copy at /);
  expect(told.action).toBe('go-on');
});

test.each(['missing', 'replaced', 'older'] as const)(
  'a copy that is %s is spoken of before all else',
  (trouble) => {
    const { repository } = facts().status;
    const told = protectionOf(facts({ repository: { ...repository, trouble } }));
    expect(told.action).toBe('accept');
    expect(told.tone).toBe('gap');
  },
);

test('what the extension keeps is older here: shown beside it, and gone on with when it has gone', () => {
  const { repository } = facts().status;
  const elsewhere = { repository: { ...repository, trouble: 'elsewhere' } } as const;
  const beside = protectionOf(facts(elsewhere, { isBesideExtension: true }));
  expect(beside.title).toMatch(/^This is the older copy, as of /);
  expect(beside.action).toBe('show-extension');

  const alone = protectionOf(facts(elsewhere));
  expect(alone.title).toBe('The extension that kept your copy is not here any more.');
  expect(alone.text).toContain('This page can go on with its own, as of');
  expect(alone.action).toBe('accept');
  const nothing = { ...elsewhere.repository, snapshots: 0, lastSnapshotAt: null };
  expect(protectionOf(facts({ repository: nothing })).text).toContain(
    'Nothing is kept in this page.',
  );
});

test('of a copy that is locked nothing is said but that, whatever else is the matter', () => {
  const { repository } = facts().status;
  for (const trouble of [null, 'replaced'] as const) {
    const locked = { ...repository, lock: 'locked', trouble, snapshots: 0 } as const;
    const told = protectionOf(
      facts({ repository: locked, accounts: [], lastReceipts: [] }, { online: false, signIns: [] }),
    );
    expect(told).toMatchObject({
      tone: 'gap',
      title: 'Your copy is locked.',
      text: 'Nothing of it has changed. Reading it, copying and restoring need your passphrase.',
      brief: 'Locked',
      action: 'unlock',
      job: null,
    });
  }
});

test('a copy that is protected and unlocked is spoken of like any other', () => {
  const { repository } = facts().status;
  const told = protectionOf(facts({ repository: { ...repository, lock: 'protected' } }));
  expect(told.title).toBe('Everything Microsoft lists is in your copy.');
});

test('a copy with damage in it is not called whole, until a copy has seen to it', () => {
  const lastCheck = {
    at: new Date(NOW - 1_000).toISOString(),
    level: 'full',
    verdict: 'damaged',
    oldestVerifiedAt: null,
    files: [],
    affected: [],
    receipts: 0,
  } as unknown as EngineStatus['upkeep']['lastCheck'];
  const upkeep = { jobs: [], lastCheck, lastPrune: null };

  expect(protectionOf(facts({ upkeep }))).toMatchObject({ tone: 'gap', brief: 'Damaged' });
  const later = receipt({
    startedAt: new Date(NOW).toISOString(),
    endedAt: new Date(NOW + 1).toISOString(),
  });
  expect(protectionOf(facts({ upkeep, lastReceipts: [later] })).tone).toBe('ok');
});

const kim = { id: asId<SignIn['account']['id']>('b'), name: 'Kim', username: 'kim@example.com' };
const signedInToo: SignIn = { ...signedIn, account: kim };

test('of two accounts, the one that lacks something speaks for both', () => {
  const whole = receipt({ endedAt: '2026-11-26T14:20:00' });
  const lacking = receipt({
    of: { account: kim.id, source: 'mail' },
    verdict: 'incomplete',
    lines: [line({ account: kim.id, stored: 97, missing: 3 })],
  });
  const signIns = [signedIn, signedInToo];
  expect(protectionOf(facts({ lastReceipts: [whole, lacking] }, { signIns })).title).toBe(
    'All but 3 messages are in your copy.',
  );
  // Who has signed out for good is not waited for.
  expect(protectionOf(facts({ lastReceipts: [whole, lacking] })).tone).toBe('ok');
});

test('two whole accounts are counted together, as of the earlier copy', () => {
  const newer = receipt({
    of: { account: kim.id, source: 'mail' },
    endedAt: '2026-11-26T14:20:00',
    lines: [line({ account: kim.id })],
  });
  const both = protectionOf(
    facts({ lastReceipts: [newer, receipt()] }, { signIns: [signedIn, signedInToo] }),
  );
  expect(both.text).toMatch(/^At \S*2:12( PM)? Microsoft listed 200 messages of yours\./);
});

test('an account that was signed in and never copied is not called kept', () => {
  const signIns = [signedIn, signedInToo];
  const before = protectionOf(facts({}, { signIns }));
  expect(before.title).toBe('Nothing of kim@example.com is kept yet.');
  expect(before.action).toBe('back-up');
  const running = { ...job({ kind: 'running' }), account: kim.id };
  expect(protectionOf(facts({ jobs: [running] }, { signIns })).title).toBe(
    'The first copy of kim@example.com is on its way: 12,300 of about 41,900.',
  );
});

test('with two accounts, a sign-in that ended is told by its address', () => {
  const ended: SignIn = { ...signedInToo, state: 'ended' };
  expect(protectionOf(facts({}, { signIns: [signedIn, ended] })).title).toBe(
    'Microsoft asks you to sign in again as kim@example.com.',
  );
});

const files = (change: Partial<Receipt> = {}, lines: Partial<ReceiptLine> = {}) =>
  receipt({
    of: { account: account.id, source: 'drive' },
    lines: [line({ source: 'drive', path: 'OneDrive', listed: 20, stored: 20, ...lines })],
    ...change,
  });
const choices: EngineStatus['choices'] = [{ account: account.id, sources: ['mail', 'drive'] }];
const mayReadBoth: SignIn = { ...signedIn, scopes: ['Mail.Read', 'Files.Read'] };

test('what files lack is said of files, and all is counted as things', () => {
  const lacking = files({ verdict: 'incomplete' }, { stored: 18, missing: 2 });
  const told = protectionOf(
    facts({ choices, lastReceipts: [receipt(), lacking] }, { signIns: [mayReadBoth] }),
  );
  expect(told.title).toBe('All but 2 files are in your copy.');
  expect(told.text).toMatch(/Microsoft listed 120 things of yours\. 118 of them are here\./);
});

test('what lacks in both is missing in the whole', () => {
  const lastReceipts = [
    receipt({ verdict: 'incomplete', lines: [line({ stored: 99, missing: 1 })] }),
    files({ verdict: 'incomplete' }, { stored: 18, missing: 2 }),
  ];
  const told = protectionOf(facts({ choices, lastReceipts }, { signIns: [mayReadBoth] }));
  expect(told.title).toBe('All but 3 things are in your copy.');
});

test('a source that was left out is not waited for', () => {
  const lastReceipts = [receipt(), files({ verdict: 'stopped' })];
  const left: EngineStatus['choices'] = [{ account: account.id, sources: ['mail'] }];
  expect(protectionOf(facts({ choices: left, lastReceipts })).tone).toBe('ok');
  expect(protectionOf(facts({ choices, lastReceipts }, { signIns: [mayReadBoth] })).title).toMatch(
    /^You stopped the copy of your files/,
  );
});

test('files that were chosen and may not be read are not called kept', () => {
  const asked = protectionOf(facts({ choices }));
  expect(asked).toMatchObject({
    tone: 'gap',
    title: 'Nothing of your files is kept yet.',
    action: 'allow',
  });
  const allowed = protectionOf(facts({ choices }, { signIns: [mayReadBoth] }));
  expect(allowed.action).toBe('back-up');
});

test('files that may not be read any more are not called complete', () => {
  const told = protectionOf(facts({ choices, lastReceipts: [receipt(), files()] }));
  expect(told).toMatchObject({
    tone: 'gap',
    title: 'Nothing new of your files is copied.',
    action: 'allow',
  });
});

test('files that wait for the organisation do not speak for mail that is copied', () => {
  const waiting = { ...job({ kind: 'waiting', for: 'consent', until: null }), source: 'drive' };
  const running = job({ kind: 'running' });
  const jobs = [waiting, running] as EngineStatus['jobs'];
  expect(protectionOf(facts({ choices, jobs })).job).toBe(running);
  expect(protectionOf(facts({ choices, jobs: [waiting] as EngineStatus['jobs'] })).title).toBe(
    'Your organisation decides about files.',
  );
});

test('first copies that run side by side are told as one, and an added one by its name', () => {
  const mail = job({ kind: 'running' });
  const drive: BackupProgress = {
    ...mail,
    id: asId('other'),
    source: 'drive',
    messages: { done: 700, total: 1_100 },
  };
  expect(protectionOf(facts({ lastReceipts: [], jobs: [mail, drive] })).title).toBe(
    'Your first copy is on its way: 13,000 of about 43,000.',
  );
  expect(protectionOf(facts({ jobs: [drive] })).title).toBe(
    'The first copy of your files is on its way: 700 of about 1,100.',
  );
});

test('while one is copied for the first time nothing says everything, whatever runs beside it', () => {
  const mail = job({ kind: 'running' });
  const drive: BackupProgress = { ...mail, id: asId('other'), source: 'drive' };
  const both = protectionOf(facts({ jobs: [mail, drive] }));
  expect(both.title).toMatch(/^The first copy of your files is on its way/);
  expect(both.job).toBe(mail);
});

test('with every source turned off nothing is called complete', () => {
  const off: EngineStatus['choices'] = [{ account: account.id, sources: [] }];
  expect(protectionOf(facts({ choices: off }))).toMatchObject({ tone: 'gap', action: 'allow' });
});
