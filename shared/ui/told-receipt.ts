import type { AccountId } from '../model/ids.ts';
import { SOURCE_NAMES, type SourceName } from '../model/item.ts';
import type { SignIn } from '../model/platform.ts';
import type { Receipt } from '../model/receipt.ts';
import type { EngineStatus } from '../rpc/protocol.ts';

type Facts = Pick<EngineStatus, 'lastReceipts' | 'choices'>;

/**
 * The receipt the state of protection is told from. Of several accounts that are signed in, and of
 * their sources that are copied, one that stopped speaks for all; else all are told together, as of
 * the one that was copied longest ago, and what is missing is missing in all of it.
 */
export function receiptToTell(facts: Facts, signIns: readonly SignIn[]): Receipt | null {
  const ids = new Set(signIns.map(({ account }) => account.id));
  const own = facts.lastReceipts.filter(({ of }) => ids.has(of.account) && isCopied(facts, of));
  const told = own.length > 0 ? own : facts.lastReceipts;
  const stopped = told.find(({ verdict }) => verdict === 'stopped');
  const base = stopped ?? told.find(({ verdict }) => verdict === 'incomplete') ?? told.at(-1);
  if (stopped || base === undefined || told.length === 1) return base ?? null;
  return {
    ...base,
    endedAt: told.at(-1)?.endedAt ?? base.endedAt,
    lines: told.flatMap(({ lines }) => lines),
    gaps: told.flatMap(({ gaps }) => gaps),
  };
}

/** The last receipt of this account; of one source, where one is named. */
export function receiptOf(
  { lastReceipts }: Pick<EngineStatus, 'lastReceipts'>,
  account: AccountId,
  source?: SourceName,
): Receipt | null {
  const isOf = ({ of }: Receipt) =>
    of.account === account && (source === undefined || of.source === source);
  return lastReceipts.find(isOf) ?? null;
}

/**
 * The last receipts of each account, source by source. In the order of the accounts, whichever was
 * copied last: lines on a page keep their places.
 */
export function receiptsByAccount({
  lastReceipts,
  accounts,
}: Pick<EngineStatus, 'lastReceipts' | 'accounts'>): Receipt[][] {
  const known = accounts.map(({ account }) => account.id);
  const others = lastReceipts.map(({ of }) => of.account).filter((id) => !known.includes(id));
  const order = ({ of }: Receipt) => SOURCE_NAMES.indexOf(of.source);
  return [...new Set([...known, ...others])]
    .map((id) =>
      lastReceipts
        .filter(({ of, lines }) => of.account === id && lines.length > 0)
        .sort((one, other) => order(one) - order(other)),
    )
    .filter((receipts) => receipts.length > 0);
}

/** What was left out later is kept, and lacks nothing any more. */
function isCopied(
  { choices }: Pick<Facts, 'choices'>,
  { account, source }: Receipt['of'],
): boolean {
  return choices.find((each) => each.account === account)?.sources.includes(source) ?? true;
}
