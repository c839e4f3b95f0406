import type { Account } from '../model/item.ts';
import type { SignIn } from '../model/platform.ts';
import type { EngineStatus } from '../rpc/protocol.ts';

/** An account as the interface shows it: signed in here, kept here, or both. */
export interface AccountLine {
  account: Account;
  /** null: nobody is signed in with it here. */
  signIn: SignIn | null;
  /** null: nothing of it was ever copied. */
  kept: { items: number; lastCopiedAt: string | null } | null;
}

/** Every account there is, signed in or only in the copy; in the order they were signed in. */
export function accountLines(
  status: EngineStatus | null,
  signIns: readonly SignIn[],
): AccountLine[] {
  const kept = new Map((status?.accounts ?? []).map((each) => [each.account.id, each]));
  const signedIn = new Set(signIns.map(({ account }) => account.id));
  const others = [...kept.values()].filter(({ account }) => !signedIn.has(account.id));
  return [
    ...signIns.map((signIn) => ({ account: signIn.account, signIn })),
    ...others.map(({ account }) => ({ account, signIn: null })),
  ].map(({ account, signIn }) => {
    const sources = kept.get(account.id)?.sources;
    return {
      account,
      signIn,
      kept: sources
        ? {
            items: sources.reduce((sum, { items }) => sum + items, 0),
            lastCopiedAt:
              sources
                .map((each) => each.lastCopiedAt)
                .sort()
                .at(-1) ?? null,
          }
        : null,
    };
  });
}

/** Accounts a copy can be made for now: whose sign-in goes on. */
export function accountsToCopy(signIns: readonly SignIn[]): Account[] {
  return signIns.filter(({ state }) => state !== 'ended').map(({ account }) => account);
}

/** The sign-in that a click on *Sign in again* is about: one that has ended, before one that ends. */
export function signInToRenew(signIns: readonly SignIn[]): SignIn | undefined {
  return (
    signIns.find(({ state }) => state === 'ended') ??
    signIns.find(({ state }) => state === 'ending') ??
    signIns[0]
  );
}
