import type { AccountId } from '../model/ids.ts';
import type { SignIn } from '../model/platform.ts';
import type { Receipt } from '../model/receipt.ts';
import type { EngineStatus } from '../rpc/protocol.ts';

/**
 * The receipt the state of protection is told from. Of several accounts that are signed in, one that
 * lacks something speaks for all; when none does, their sums are told together, as of the one that
 * was copied longest ago.
 */
export function receiptToTell(
  { lastReceipts }: Pick<EngineStatus, 'lastReceipts'>,
  signIns: readonly SignIn[],
): Receipt | null {
  const ids = new Set(signIns.map(({ account }) => account.id));
  const own = lastReceipts.filter((receipt) => {
    const account = accountOf(receipt);
    return account === null || ids.has(account);
  });
  const told = own.length > 0 ? own : lastReceipts;
  const lacking = told.find(({ verdict }) => verdict !== 'complete');
  const oldest = told.at(-1);
  if (lacking || oldest === undefined) return lacking ?? null;
  return told.length === 1 ? oldest : { ...oldest, lines: told.flatMap(({ lines }) => lines) };
}

/** The last receipt of this account; one without any line may be anybody's. */
export function receiptOf(
  { lastReceipts }: Pick<EngineStatus, 'lastReceipts'>,
  account: AccountId,
): Receipt | null {
  return lastReceipts.find((receipt) => (accountOf(receipt) ?? account) === account) ?? null;
}

/** In the order of the accounts, whichever was copied last: lines on a page keep their places. */
export function receiptsByAccount({
  lastReceipts,
  accounts,
}: Pick<EngineStatus, 'lastReceipts' | 'accounts'>): Receipt[] {
  const order = new Map(accounts.map(({ account }, at) => [account.id, at]));
  const place = (receipt: Receipt) => {
    const account = accountOf(receipt);
    return (account === null ? undefined : order.get(account)) ?? order.size;
  };
  return [...lastReceipts].sort((one, other) => place(one) - place(other));
}

function accountOf({ lines }: Receipt): AccountId | null {
  return lines[0]?.account ?? null;
}
