import type { EngineStatus } from '../rpc/protocol.ts';

type Facts = Pick<EngineStatus, 'lastReceipts'> & {
  upkeep: Pick<EngineStatus['upkeep'], 'lastCheck'>;
};

/**
 * When copies had ended that have seen the damage of the last check and found nothing missing at
 * Microsoft: of each source that is hit, or of any where it is not known which. null when one of them
 * is still to come, or there is no damage.
 */
export function healedAt({ lastReceipts, upkeep: { lastCheck } }: Facts): string | null {
  if (lastCheck?.verdict !== 'damaged') return null;
  const since = Date.parse(lastCheck.at);
  const copies = lastReceipts.filter(
    ({ verdict, startedAt }) => verdict === 'complete' && Date.parse(startedAt) >= since,
  );
  const isSeenTo = lastCheck.affected.every(({ account, source }) =>
    copies.some(({ of }) => of.account === account && of.source === source),
  );
  return isSeenTo ? (copies[0]?.endedAt ?? null) : null;
}
