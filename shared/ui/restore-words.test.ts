import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asId, type ContainerId } from '../model/ids.ts';
import type { ItemRow } from '../model/item.ts';
import type { Outcome, PlannedItem, RestoredItem, RestorePlan } from '../model/restore.ts';
import type { RestoreOptions } from '../rpc/protocol.ts';
import {
  differenceLines,
  laterWords,
  planLedger,
  propertyWords,
  resultSums,
  resultTitle,
  scopesToAsk,
  stateWords,
} from './restore-words.ts';
import { PLAIN_OPTIONS } from './row-restores.ts';
import { thingsOf } from './thing-words.ts';

const OUTCOMES: readonly Outcome[] = ['here', 'elsewhere', 'move-back', 'make-again', 'cannot'];

function rowOf(row: number): ItemRow {
  return {
    row,
    account: asId('account'),
    source: 'mail',
    itemId: asId(`item ${row}`),
    container: asId('inbox'),
    whole: true,
    firstKeptAt: '2026-11-01T00:00:00Z',
    lastSeenAt: null,
    movedTo: null,
    subject: 'subject',
    from: 'Pat',
    fromAddress: 'pat@example.com',
    to: '',
    date: '2026-11-01T00:00:00Z',
    sizeBytes: 1,
    preview: '',
    isRead: true,
    isDraft: false,
    isFlagged: false,
    hasAttachments: false,
    categories: [],
    conversation: '',
  };
}

function planned(row: number, outcome: Outcome): PlannedItem {
  const isFound = outcome === 'here' || outcome === 'elsewhere' || outcome === 'move-back';
  const name = outcome === 'move-back' ? 'Deleted Items' : 'Archive';
  return {
    row: rowOf(row),
    outcome,
    foundIn: isFound ? { id: asId('folder'), name, role: null } : null,
    sendBytes: outcome === 'make-again' ? 1_000_000 : 0,
    reason: outcome === 'cannot' ? 'corrupt' : null,
    willDiffer: [],
  };
}

function planOf(outcomes: readonly Outcome[]): RestorePlan {
  return {
    id: 'plan',
    account: asId('account'),
    source: 'mail',
    askedAt: '2026-11-26T14:21:00Z',
    items: outcomes.map((outcome, row) => planned(row, outcome)),
    targets: [],
    scopesMissing: [],
  };
}

function restored(state: RestoredItem['state'], outcome: Outcome = 'make-again'): RestoredItem {
  return { row: rowOf(1), outcome, state, nowId: null, differences: [], fault: null };
}

test('the plan says what becomes of how many, in the order of what is done', () => {
  const plan = planOf(['here', 'make-again', 'move-back', 'make-again']);
  const ledger = planLedger(plan, PLAIN_OPTIONS);
  expect(ledger.lines).toEqual([
    { count: 2, words: 'are nowhere in your mailbox: made again', remark: '2 MB to send' },
    { count: 1, words: 'is in Deleted Items: moved back', remark: 'the original' },
    { count: 1, words: 'is in the folder already: left alone', remark: '' },
  ]);
  expect(ledger.willRestore).toBe(3);
});

test('what was unticked is left alone and still accounted for', () => {
  const ledger = planLedger(planOf(['make-again', 'make-again']), {
    ...PLAIN_OPTIONS,
    except: [1],
  });
  expect(ledger.lines.map(({ words }) => words)).toContain('unticked by you: left alone');
  expect(ledger.willRestore).toBe(1);
});

test('into a new folder everything is made again, also what could be moved', () => {
  const options = { ...PLAIN_OPTIONS, intoNewFolder: 'Restored' };
  const ledger = planLedger(planOf(['here', 'move-back', 'elsewhere', 'make-again']), options);
  expect(ledger.lines).toEqual([{ count: 4, words: 'made again', remark: '1 MB to send' }]);
});

test('what is in another folder moves only when that is wanted', () => {
  const plan = planOf(['elsewhere']);
  expect(planLedger(plan, PLAIN_OPTIONS).willRestore).toBe(0);
  expect(planLedger(plan, { ...PLAIN_OPTIONS, moveFromElsewhere: true }).willRestore).toBe(1);
});

test('whatever is ticked, every item is in exactly one line', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...OUTCOMES), { maxLength: 40 }),
      fc.array(fc.nat(40)),
      fc.boolean(),
      fc.option(fc.constant('Restored')),
      (outcomes, except, moveFromElsewhere, intoNewFolder) => {
        const options = { except, moveFromElsewhere, intoNewFolder };
        const { lines, total, willRestore } = planLedger(planOf(outcomes), options);
        expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe(outcomes.length);
        expect(total).toBe(outcomes.length);
        expect(willRestore).toBeLessThanOrEqual(total);
      },
    ),
  );
});

test('a result says what is back, what was there and what failed', () => {
  const items = [restored('equal'), restored('equal', 'move-back'), restored('left-alone', 'here')];
  expect(resultTitle('restore', resultSums(items))).toBe(
    '2 messages are back, and 1 was there already.',
  );
  expect(resultTitle('restore', resultSums([restored('equal'), restored('failed')]))).toBe(
    '1 message is back. 1 could not be written; here is why.',
  );
  expect(resultTitle('restore', resultSums([restored('left-alone', 'here')]))).toBe(
    'Nothing had to be done: it is there.',
  );
});

test('an undo says what stays because it was changed since', () => {
  const items = [restored('equal'), restored('left-alone')];
  expect(resultTitle('undo', resultSums(items))).toBe(
    '1 message was taken out again; 1 stays: changed since.',
  );
});

test('differences are gathered by property; values are said when they are all alike', () => {
  const flag = { property: 'flag', was: 'flagged', is: 'none' };
  const lines = differenceLines([
    { differences: [flag, { property: 'received', was: 'a', is: 'b' }] },
    { differences: [{ property: 'received', was: 'c', is: 'd' }] },
  ]);
  expect(lines).toEqual([
    { property: 'received', count: 2, was: null, is: null },
    { property: 'flag', count: 1, was: 'flagged', is: 'none' },
  ]);
});

test('a property nobody foresaw is still readable', () => {
  expect(propertyWords('received')).toBe('Date received');
  expect(propertyWords('some-newProperty')).toBe('Some new property');
});

test('of files the plan says what becomes of those that are there with other contents', () => {
  const taken = { ...planned(1, 'here'), hasOtherContent: true };
  const plan: RestorePlan = {
    ...planOf([]),
    source: 'drive',
    items: [planned(0, 'make-again'), taken, { ...planned(2, 'here') }, planned(3, 'elsewhere')],
  };
  const lines = (options: Partial<RestoreOptions>) =>
    planLedger(plan, { ...PLAIN_OPTIONS, ...options }).lines.map(({ words }) => words);
  expect(lines({})).toEqual([
    'is nowhere in your OneDrive: made again',
    'is in another folder or called otherwise: left alone',
    'is there with other contents: left alone',
    'is there already, as kept: left alone',
  ]);
  expect(lines({ conflict: 'replace' })).toContain('is there with other contents: replaced');
  expect(lines({ conflict: 'keep-both' })).toContain('is there with other contents: both are kept');
  const willRestore = (conflict: RestoreOptions['conflict']) =>
    planLedger(plan, { ...PLAIN_OPTIONS, ...(conflict && { conflict }) }).willRestore;
  expect([willRestore('skip'), willRestore('replace'), willRestore('keep-both')]).toEqual([
    1, 2, 2,
  ]);
});

test('what is back is counted as files and folders', () => {
  const sums = { madeAgain: 3, movedBack: 0, fromBin: 0, leftAlone: 0, failed: 0 };
  const kinds = ['file', 'file', 'folder'] as const;
  const what = thingsOf(
    'drive',
    kinds.map((kind) => ({ kind })),
  );
  expect(resultTitle('restore', sums, what)).toBe('2 files and 1 folder are back.');
  expect(thingsOf('drive', [{ kind: 'package' }])).toBe('1 folder');
  expect(thingsOf('mail', [{}, {}])).toBe('2 messages');
});

test('a file that is called otherwise now is told by that name, once for all of them', () => {
  const plan = planOf(['here', 'here']);
  const items = plan.items.map((item, at) => ({
    ...item,
    row: { ...item.row, source: 'drive' as const, subject: `plan ${at}.txt` },
    foundIn: { id: asId<ContainerId>('folder'), name: `plan ${at}.txt.locked`, role: null },
    hasOtherContent: true,
  }));
  const wordsOf = (some: PlannedItem[]) =>
    planLedger(
      { ...plan, source: 'drive', items: some },
      { ...PLAIN_OPTIONS, conflict: 'replace' },
    ).lines.map(({ words }) => words);
  expect(wordsOf(items)).toEqual([
    'are there with other contents, under another name, such as “plan 0.txt.locked”: replaced',
  ]);
  expect(wordsOf(items.slice(0, 1))).toEqual([
    'is there with other contents, called “plan 0.txt.locked” now: replaced',
  ]);
});

test('what came later is named, and said to stay', () => {
  const note = { name: 'READ ME.txt', count: 40 };
  expect(laterWords({ later: { count: 43, names: [note, { name: 'b.txt', count: 1 }] } })).toBe(
    '43 things came later and stay as they are: “READ ME.txt” (40 times), “b.txt” and others. Nothing is deleted.',
  );
  expect(laterWords({})).toBeNull();
});

test('of files that may be in the recycle bin the plan says both ways, and what is sent at most', () => {
  const plan: RestorePlan = {
    ...planOf(['make-again', 'make-again']),
    source: 'drive',
    bin: { scopes: ['Files.ReadWrite.All'] },
  };
  const line = (options: Partial<RestoreOptions>, of = plan) => {
    const [first] = planLedger(of, { ...PLAIN_OPTIONS, ...options }).lines;
    return [first?.words, first?.remark];
  };
  const again = ['are nowhere in your OneDrive: made again', '2 MB to send'];
  expect(line({})).toEqual(again);
  expect(line({ fromBin: true })).toEqual([
    'are nowhere in your OneDrive: taken out of the recycle bin, or made again',
    'at most 2 MB to send',
  ]);
  const { bin: _bin, ...atWork } = plan;
  expect(line({ fromBin: true }, atWork)).toEqual(again);
});

test('the right to the recycle bin is asked for when it is ticked, offered and not granted', () => {
  const plan = { scopesMissing: ['Files.ReadWrite'], bin: { scopes: ['Files.ReadWrite.All'] } };
  const asked = (options: Partial<RestoreOptions>, of: typeof plan | Omit<typeof plan, 'bin'>) =>
    scopesToAsk(of, { ...PLAIN_OPTIONS, ...options }, ['Files.Read']).bin;
  expect(asked({ fromBin: true }, plan)).toEqual(['Files.ReadWrite.All']);
  expect(asked({}, plan)).toEqual([]);
  expect(asked({ fromBin: true, intoNewFolder: 'Restored' }, plan)).toEqual([]);
  expect(asked({ fromBin: true }, { scopesMissing: [] })).toEqual([]);
  expect(scopesToAsk(plan, { ...PLAIN_OPTIONS, fromBin: true }, ['Files.ReadWrite.All'])).toEqual({
    writing: ['Files.ReadWrite'],
    bin: [],
  });
});

test('a result counts what came out of the recycle bin by itself', () => {
  const out: RestoredItem = { ...restored('equal'), fromBin: true };
  const sums = resultSums([out, restored('equal'), out]);
  expect(sums).toMatchObject({ fromBin: 2, madeAgain: 1, movedBack: 0 });
  expect(resultTitle('restore', sums, '3 files')).toBe('3 files are back.');
  expect(stateWords('restore', out)).toBe('From the bin, equal');
});
