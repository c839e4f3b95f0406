import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { type AccountId, asId, type JournalId } from '../model/ids.ts';
import type { Account } from '../model/item.ts';
import type { JournalEntry } from '../model/restore.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import { copyAfterRestore } from './copy-after-restore.ts';

const PAT: Account = { id: asId<AccountId>('pat'), name: 'Pat', username: 'pat@example.com' };

function entry(id: string, madeAgain: number, endedAt: string | null): JournalEntry {
  return {
    id: asId<JournalId>(id),
    kind: 'restore',
    account: PAT.id,
    startedAt: '2026-11-24T08:00:00Z',
    endedAt,
    counts: { movedBack: 0, madeAgain, leftAlone: 1, failed: 0 },
    label: 'Minutes',
    canUndo: true,
    undoneBy: null,
  };
}

function watched() {
  const status = signal<EngineStatus | null>(null);
  const started: AccountId[] = [];
  copyAfterRestore(status, ({ id }) => started.push(id));
  const tell = (...lastJournal: JournalEntry[]) => {
    // Only what is read here; the rest of a status does not matter to it.
    status.value = {
      accounts: [{ account: PAT, sources: [] }],
      lastJournal,
    } as unknown as EngineStatus;
  };
  return { tell, started };
}

test('a copy is started when a restore that wrote something has ended', () => {
  const { tell, started } = watched();
  tell();
  tell(entry('a', 1, null));
  expect(started).toEqual([]);

  tell(entry('a', 1, '2026-11-24T08:01:00Z'));
  expect(started).toEqual([PAT.id]);

  tell(entry('a', 1, '2026-11-24T08:01:00Z'));
  expect(started).toEqual([PAT.id]);
});

test('what ended before the page was opened starts nothing', () => {
  const { tell, started } = watched();
  tell(entry('a', 1, '2026-11-24T08:01:00Z'));
  expect(started).toEqual([]);
});

test('a restore that left everything alone starts nothing', () => {
  const { tell, started } = watched();
  tell();
  tell(entry('a', 0, '2026-11-24T08:01:00Z'));
  expect(started).toEqual([]);
});
