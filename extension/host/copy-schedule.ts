import type { SignIn } from '../../shared/model/platform.ts';
import type { Receipt } from '../../shared/model/receipt.ts';
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
 * `receipts` come newest first. `sooner`: somebody has just opened Outlook or the browser.
 */
export function waitMs(receipts: readonly Pick<Receipt, 'changes'>[], sooner: boolean): number {
  if (sooner) return JUST_COPIED_MS;
  const latest = receipts.findIndex(({ changes }) => Object.values(changes).some((n) => n > 0));
  const quietRuns = latest === -1 ? receipts.length : latest;
  return Math.min(SHORTEST_MS * 2 ** Math.min(quietRuns, 8), LONGEST_MS) - SLACK_MS;
}

/**
 * The accounts a copy is due for now: those that are signed in and were copied before. The first
 * copy is the person's to start.
 */
export function accountsDue(
  status: EngineStatus,
  signIns: readonly SignIn[],
  now: number,
  waitMs: number,
): SignIn['account'][] {
  const { lock, trouble, snapshots } = status.repository;
  if (lock === 'locked' || trouble !== null || snapshots === 0) return [];
  return signIns
    .filter(({ state }) => state !== 'ended')
    .map(({ account }) => account)
    .filter(({ id }) => {
      if (status.jobs.some((job) => job.account === id)) return false;
      const known = status.accounts.find(({ account }) => account.id === id);
      if (known === undefined) return false;
      const copiedAt = known.sources.map(({ lastCopiedAt }) => Date.parse(lastCopiedAt ?? ''));
      const last = Math.max(...copiedAt.filter((at) => !Number.isNaN(at)), 0);
      // A clock that was set back must not end copying.
      return now < last || now - last >= waitMs;
    });
}
