import type { EngineApi, EngineStatus } from '../shared/rpc/protocol.ts';

/** This long after the page was opened nobody has begun anything in it. */
const JUST_OPENED_MS = 15_000;

/** A job is under way that a page going away would interrupt. A waiting one loses nothing. */
export function isBusy({ jobs }: EngineStatus): boolean {
  return jobs.some(({ state }) => state.kind === 'running' || state.kind === 'stopping');
}

/**
 * May this page go away and come back by itself? When nobody looks at it, or it was opened just now
 * and not touched yet, and no job runs.
 */
export async function mayLeave(engine: EngineApi): Promise<boolean> {
  for await (const status of engine.watchStatus()) return !isBusy(status) && isUnattended();
  return false;
}

function isUnattended(): boolean {
  if (document.visibilityState === 'hidden') return true;
  return performance.now() < JUST_OPENED_MS && !navigator.userActivation.hasBeenActive;
}
