import { expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import { asId, type ItemId, type JournalId } from '../model/ids.ts';
import type { ItemRow } from '../model/item.ts';
import type { RestoredItem } from '../model/restore.ts';
import { Repository } from '../repository/repository.ts';
import type { RestoredRecord, RestoreIntent } from '../sources/restoring.ts';
import { IntentLog, Journal, type JournalLine } from './journal.ts';

const RUN = asId<JournalId>('run-1');
const UNDO = asId<JournalId>('run-2');

async function opened() {
  let now = Date.UTC(2026, 0, 5);
  const repository = await Repository.create(new MemoryBackend(), {
    now: () => ++now,
    randomBytes: (length) => new Uint8Array(length),
    software: 'test',
  });
  return { repository, journal: await Journal.open(repository) };
}

function begin(more: Partial<Extract<JournalLine, { kind: 'begin' }>> = {}): JournalLine {
  return {
    kind: 'begin',
    run: 'restore',
    job: asId('job'),
    account: asId('account'),
    source: 'mail',
    startedAt: '2026-01-05T08:00:00.000Z',
    label: 'Offer',
    undoes: null,
    ...more,
  };
}

const intent = (itemId: string): RestoreIntent => ({
  itemId: asId<ItemId>(itemId),
  action: 'make-again',
  target: null,
});

function done(itemId: string, outcome: RestoredItem['outcome'], nowId: string | null): JournalLine {
  // Only the id of a line matters here.
  const row = { itemId: asId<ItemId>(itemId) } as ItemRow;
  const now = nowId === null ? null : asId<ItemId>(nowId);
  const item: RestoredItem = {
    row,
    outcome,
    state: now === null ? 'failed' : 'equal',
    nowId: now,
    differences: [],
    fault: null,
  };
  const record: RestoredRecord | null =
    now === null
      ? null
      : {
          itemId: row.itemId,
          outcome,
          nowId: now,
          from: null,
          to: null,
          version: '',
          differences: [],
        };
  return { kind: 'done', item, record };
}

const END: JournalLine = { kind: 'end', endedAt: '2026-01-05T08:01:00.000Z', stopped: false };

test('what is read back says the same as what was written', async () => {
  const { repository, journal } = await opened();
  const lines: JournalLine[] = [
    begin(),
    { kind: 'intend', intents: [intent('a'), intent('b')] },
    done('a', 'make-again', 'a2'),
    done('c', 'cannot', null),
  ];
  for (const line of lines) await journal.append(RUN, line);

  const again = await Journal.open(repository);

  expect(again.run(RUN)).toEqual(journal.run(RUN));
  expect(again.run(RUN)?.openIntents).toEqual([intent('b')]);
  expect(again.madeAgainAs(asId('a'))).toEqual(['a2']);
  expect(again.links()).toMatchObject([{ itemId: 'a', nowId: 'a2' }]);
  expect(again.entries(10)).toMatchObject([
    { id: RUN, endedAt: null, canUndo: false, counts: { madeAgain: 1, failed: 1 } },
  ]);
});

test('a run that has ended can be taken back once', async () => {
  const { journal } = await opened();
  for (const line of [begin(), done('a', 'move-back', 'a'), END]) await journal.append(RUN, line);
  expect(journal.entries(1)).toMatchObject([{ canUndo: true, undoneBy: null }]);

  const startedAt = '2026-01-05T09:00:00.000Z';
  await journal.append(UNDO, begin({ run: 'undo', undoes: RUN, startedAt }));
  await journal.append(UNDO, done('a', 'move-back', 'a'));
  await journal.append(UNDO, END);

  expect(journal.entries(10)).toMatchObject([
    { id: UNDO, kind: 'undo', canUndo: false },
    { id: RUN, canUndo: false, undoneBy: UNDO },
  ]);
});

test('a restore that changed nothing has nothing to take back', async () => {
  const { journal } = await opened();
  for (const line of [begin(), done('a', 'cannot', null), END]) await journal.append(RUN, line);

  expect(journal.entries(1)).toMatchObject([{ canUndo: false }]);
});

test('what is intended at the same time is written in one go, and after what came before', async () => {
  const written: string[][] = [];
  let release = () => {};
  const log = new IntentLog(async (intents) => {
    written.push(intents.map(({ itemId }) => itemId));
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  });

  const first = log.intend(intent('a'));
  await Promise.resolve();
  const later = [log.intend(intent('b')), log.intend(intent('c'))];
  release();
  await first;
  await new Promise((resolve) => setTimeout(resolve, 0));
  release();
  await Promise.all(later);

  expect(written).toEqual([['a'], ['b', 'c']]);
});
