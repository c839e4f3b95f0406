import { effect, type ReadonlySignal } from '@preact/signals';
import type { Account } from '../model/item.ts';
import type { JournalEntry } from '../model/restore.ts';
import type { EngineStatus } from '../rpc/protocol.ts';

/**
 * Starts a copy once a restore or undo has changed the mailbox: until the next one, lists would go
 * on saying that what has just come back is gone. What ended before this page was opened is left
 * alone. Two tabs that start it at once get the same run.
 */
export function copyAfterRestore(
  status: ReadonlySignal<EngineStatus | null>,
  startCopy: (account: Account) => void,
): () => void {
  let known: ReadonlySet<string> | null = null;
  return effect(() => {
    const now = status.value;
    if (now === null) return;
    const ended = now.lastJournal.filter(({ endedAt }) => endedAt !== null);
    const fresh = known === null ? [] : ended.filter(({ id }) => known?.has(id) === false);
    known = new Set(ended.map(({ id }) => id));
    const changed = new Set(fresh.filter(hasWritten).map(({ account }) => account));
    for (const { account } of now.accounts) if (changed.has(account.id)) startCopy(account);
  });
}

function hasWritten({ counts }: JournalEntry): boolean {
  return counts.movedBack + counts.madeAgain > 0;
}
