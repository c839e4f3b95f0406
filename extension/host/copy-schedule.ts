import type { Account, SourceName } from '../../shared/model/item.ts';
import type { SignIn } from '../../shared/model/platform.ts';
import type { Receipt } from '../../shared/model/receipt.ts';
import { mayRead } from '../../shared/model/sources.ts';
import type { EngineStatus } from '../../shared/rpc/protocol.ts';

const MINUTE_MS = 60 * 1000;
/** While things change: as often as the browser's alarm asks. */
const SHORTEST_MS = 15 * MINUTE_MS;
/** After hours without a change. A first look after opening Outlook does not wait for it. */
const LONGEST_MS = 60 * MINUTE_MS;
/** Opening Outlook twice in a row asks Microsoft once. */
const JUST_COPIED_MS = 2 * MINUTE_MS;
/** An alarm comes a little early or late. */
const SLACK_MS = MINUTE_MS / 2;

/**
 * How long after the last run the next one is due: the newest runs that found nothing double it.
 * `receipts` are those of one source, newest first. `sooner`: somebody has just opened Outlook or the browser.
 */
export function waitMs(receipts: readonly Pick<Receipt, 'changes'>[], sooner: boolean): number {
  if (sooner) return JUST_COPIED_MS;
  const latest = receipts.findIndex(({ changes }) => Object.values(changes).some((n) => n > 0));
  const quietRuns = latest === -1 ? receipts.length : latest;
  return Math.min(SHORTEST_MS * 2 ** Math.min(quietRuns, 8), LONGEST_MS) - SLACK_MS;
}

export interface DueCopy {
  account: Account;
  sources: SourceName[];
}

/**
 * What a copy is due of now, of accounts that are signed in and were copied before: the first copy is
 * the person's to start. A source waits for its own time only, and for Microsoft's leave: what may not
 * be read is not asked for. `receipts` come newest first, of all.
 */
export function copiesDue(
  status: EngineStatus,
  signIns: readonly SignIn[],
  receipts: readonly Pick<Receipt, 'changes' | 'of'>[],
  now: number,
  sooner: boolean,
): DueCopy[] {
  const { lock, trouble, snapshots } = status.repository;
  if (lock === 'locked' || trouble !== null || snapshots === 0) return [];
  return signIns
    .filter(({ state }) => state !== 'ended')
    .map(({ account, scopes }) => {
      const known = status.accounts.find((each) => each.account.id === account.id);
      const chosen = status.choices.find((each) => each.account === account.id)?.sources ?? [];
      const isDue = (source: SourceName) => {
        const { lastCopiedAt } = known?.sources.find((each) => each.source === source) ?? {};
        const last = Date.parse(lastCopiedAt ?? '') || 0;
        const own = receipts.filter(({ of }) => of.account === account.id && of.source === source);
        // A clock that was set back must not end copying.
        return now < last || now - last >= waitMs(own, sooner);
      };
      const isFree = (source: SourceName) =>
        !status.jobs.some(
          (job) => job.account === account.id && (job.kind !== 'backup' || job.source === source),
        );
      const sources = known
        ? chosen.filter((each) => mayRead(each, scopes) && isFree(each) && isDue(each))
        : [];
      return { account, sources };
    })
    .filter(({ sources }) => sources.length > 0);
}
