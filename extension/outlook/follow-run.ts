import type { Place, ShownJob } from './protocol.ts';
import type { Background } from './runtime.ts';

/** One message is back in well under a second: that is worth asking often for at first. */
const FIRST_MS = 80;
const LATER_MS = 400;
const QUICK_ASKS = 25;
/** The background may be replaced under a job; the job goes on without it. */
const MOST_FAILURES = 4;
const AFTER_FAILURE_MS = 1_000;

/** How far a job is, until it has ended or can't be asked for any more. */
export async function* followRun(
  background: Pick<Background, 'ask'>,
  place: Place,
  job: string,
  signal: AbortSignal,
): AsyncGenerator<ShownJob | { trouble: string }> {
  let failures = 0;
  for (let asks = 0; !signal.aborted; asks += 1) {
    const shown = await background.ask<'progress'>({ ask: 'progress', place, job });
    failures = 'trouble' in shown ? failures + 1 : 0;
    if (failures === 0 || failures > MOST_FAILURES) yield shown;
    if (failures > MOST_FAILURES || (!('trouble' in shown) && shown.state === 'ended')) return;
    const pauseMs = asks < QUICK_ASKS ? FIRST_MS : LATER_MS;
    await new Promise((resolve) => setTimeout(resolve, failures > 0 ? AFTER_FAILURE_MS : pauseMs));
  }
}
