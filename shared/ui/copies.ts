import type { AccountId } from '../model/ids.ts';
import { accountLines, accountsToCopy } from './accounts.ts';
import type { Face } from './face.ts';

/**
 * Copies what changed for everybody who is signed in; copies that run already go on. When nobody
 * is, the first account's copy waits for its sign-in, and the page asks for it.
 */
export async function startCopies({ engine, status, signIns }: Face): Promise<void> {
  const known = signIns.peek() ?? [];
  const signedIn = accountsToCopy(known);
  const kept = accountLines(status.peek(), known).map(({ account }) => account);
  const accounts = signedIn.length > 0 ? signedIn : kept.slice(0, 1);
  await Promise.all(accounts.map((account) => engine.startBackup(account, ['mail'])));
}

/** Ends every copy that runs, or that of one account, after what is in hand. */
export async function stopCopies({ engine, status }: Face, account?: AccountId): Promise<void> {
  const jobs = (status.peek()?.jobs ?? []).filter(
    (job) => job.kind === 'backup' && (account === undefined || job.account === account),
  );
  await Promise.all(jobs.map(({ id }) => engine.stopJob(id)));
}
