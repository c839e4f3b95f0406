import type { EngineStatus } from '../rpc/protocol.ts';

type Facts = Pick<EngineStatus, 'lastReceipts'> & {
  upkeep: Pick<EngineStatus['upkeep'], 'lastCheck'>;
};

/**
 * When a copy ended that has seen the damage of the last check and found nothing missing at
 * Microsoft; null when there was none, or there is no damage.
 */
export function healedAt({ lastReceipts, upkeep: { lastCheck } }: Facts): string | null {
  if (lastCheck?.verdict !== 'damaged') return null;
  const since = Date.parse(lastCheck.at);
  const copy = lastReceipts.find(
    ({ verdict, startedAt }) => verdict === 'complete' && Date.parse(startedAt) >= since,
  );
  return copy?.endedAt ?? null;
}
