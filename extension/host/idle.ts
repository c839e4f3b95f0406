import type { EngineStatus } from '../../shared/rpc/protocol.ts';

/** A wait that ends by itself before an alarm would: what waits for longer is woken by one. */
const SHORT_WAITS: ReadonlySet<string> = new Set(['server', 'limit']);

/**
 * Is there nothing to do and nobody who watches? Every page that is joined holds a lock of its own
 * (`rpc/host-election.ts`); one of them is the host's own way to the engine.
 */
export async function isIdle(locks: LockManager, status: EngineStatus | null): Promise<boolean> {
  if (status === null || isAtWork(status)) return false;
  const { held = [] } = await locks.query();
  const faces = held.filter(({ name }) => /^holdfast(-sign-in)?-face-/.test(name ?? ''));
  return faces.length <= 1;
}

export function isAtWork({ jobs, upkeep, mirror, catalog }: EngineStatus): boolean {
  const isBusy = jobs.some(({ state }) => state.kind !== 'waiting' || SHORT_WAITS.has(state.for));
  const isKeptUp = upkeep.jobs.some(({ state }) => state.kind !== 'ended');
  const isReading = catalog.state === 'rebuilding' || catalog.isReadingTexts;
  return isBusy || isKeptUp || mirror?.running != null || isReading;
}
