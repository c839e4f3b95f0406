import type { AccountId } from '../model/ids.ts';
import { SOURCE_NAMES, type SourceName } from '../model/item.ts';
import type { SignIn } from '../model/platform.ts';
import { mayRead } from '../model/sources.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import { accountLines, accountsToCopy } from './accounts.ts';
import type { Face } from './face.ts';

/** Who never chose, of whom nothing is kept and who let nothing be read is asked for mail. */
const FIRST: readonly SourceName[] = ['mail'];

/**
 * What the account's copies take in. Who signed in and left the first run before its end has chosen
 * by what Microsoft was asked for: nobody waits for a right that was never wanted.
 */
export function chosenSources(
  status: Pick<EngineStatus, 'choices'> | null,
  account: AccountId,
  signIn: Pick<SignIn, 'scopes'> | null = null,
): readonly SourceName[] {
  const choice = status?.choices.find((each) => each.account === account);
  if (choice !== undefined) return choice.sources;
  const allowed = SOURCE_NAMES.filter((name) => mayRead(name, signIn?.scopes ?? []));
  return allowed.length > 0 ? allowed : FIRST;
}

/**
 * Of what was chosen, what Microsoft lets be read. When it is nothing, all of it: the copies wait for
 * the right, and say so.
 */
function sourcesToCopy(status: EngineStatus | null, account: AccountId, signIn?: SignIn) {
  const chosen = chosenSources(status, account, signIn);
  const allowed = chosen.filter((source) => mayRead(source, signIn?.scopes ?? []));
  return allowed.length > 0 ? allowed : chosen;
}

/**
 * Copies what changed for everybody who is signed in; copies that run already go on. When nobody
 * is, the first account's copy waits for its sign-in, and the page asks for it.
 */
export async function startCopies({ engine, status, signIns }: Face): Promise<void> {
  const known = signIns.peek() ?? [];
  const signedIn = accountsToCopy(known);
  const kept = accountLines(status.peek(), known).map(({ account }) => account);
  const accounts = signedIn.length > 0 ? signedIn : kept.slice(0, 1);
  await Promise.all(
    accounts.map((account) => {
      const signIn = known.find((each) => each.account.id === account.id);
      return engine.startBackup(account, sourcesToCopy(status.peek(), account.id, signIn));
    }),
  );
}

/** Ends every copy that runs, or that of one account, after what is in hand. */
export async function stopCopies({ engine, status }: Face, account?: AccountId): Promise<void> {
  const jobs = (status.peek()?.jobs ?? []).filter(
    (job) => job.kind === 'backup' && (account === undefined || job.account === account),
  );
  await Promise.all(jobs.map(({ id }) => engine.stopJob(id)));
}
