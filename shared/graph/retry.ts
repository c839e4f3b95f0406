import type { Clock } from '../lib/clock.ts';
import { Fault, isAbort, isFault } from '../model/fault.ts';
import type { Answer, Call } from './call.ts';
import { faultOf, retryAfterMs } from './faults.ts';
import type { Pace } from './pace.ts';

/** How often a call is sent at most, by what happened to it. Each kind counts for itself. */
const TRIES = { throttled: 8, failed: 4, network: 4, justMade: 6 };
/** First wait in milliseconds where the server does not say one; it doubles each time. */
const WAIT_MS = { throttled: 10_000, failed: 1_000, network: 1_000, justMade: 500 };
const LONGEST_WAIT_MS = 120_000;

type Trouble = keyof typeof TRIES;

export interface RetryParts {
  clock: Clock;
  random(): number;
  pace: Pace;
  isOnline(): boolean;
}

/**
 * Sends a call until it is answered or not worth another try; then throws what it means. Waits as
 * long as the server asks, and doubling with jitter where it does not say or a browser hides it
 * (learn.microsoft.com/graph/throttling; Retry-After is not always exposed to web pages).
 */
export async function sendWithRetries(
  call: Call,
  parts: RetryParts,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const tries: Record<Trouble, number> = { throttled: 0, failed: 0, network: 0, justMade: 0 };
  for (;;) {
    const outcome = await attempt(call, parts, send);
    if (outcome.answer?.status === 401 && call.refusedToken === null && call.token !== null) {
      call.refusedToken = call.token;
      continue;
    }
    if (outcome.answer !== null && isSuccess(outcome.answer)) return outcome.answer;
    const trouble = troubleOf(call, outcome);
    if (trouble === null) throw outcome.fault;
    tries[trouble] += 1;
    if (tries[trouble] >= TRIES[trouble]) throw outcome.fault;
    await wait(call, outcome, trouble, tries[trouble], parts);
  }
}

interface Outcome {
  answer: Answer | null;
  fault: Fault;
  waitMs: number | undefined;
  /** A connection that broke while the server had reasons to refuse us. */
  isLikelyRefusal: boolean;
}

const NO_FAULT = new Fault('unexpected', 'no fault');

async function attempt(
  call: Call,
  parts: RetryParts,
  send: () => Promise<Answer>,
): Promise<Outcome> {
  try {
    const answer = await send();
    if (isSuccess(answer)) {
      return { answer, fault: NO_FAULT, waitMs: undefined, isLikelyRefusal: false };
    }
    const fault = faultOf(answer, call.options.scopes);
    return { answer, fault, waitMs: retryAfterMs(answer), isLikelyRefusal: false };
  } catch (error) {
    call.signal.throwIfAborted();
    if (isAbort(error)) throw error;
    // A browser that knows of no network needs no second try to be believed.
    if (!isFault(error, 'offline') || !parts.isOnline()) throw error;
    const isLikelyRefusal = parts.pace.isHeavy();
    return { answer: null, fault: error, waitMs: undefined, isLikelyRefusal };
  }
}

/** What to try again for; null when the answer stands. */
function troubleOf(call: Call, outcome: Outcome): Trouble | null {
  const { answer, fault } = outcome;
  if (answer === null) return call.options.retry !== false && call.isRepeatable ? 'network' : null;
  // A refusal for being too fast means that nothing has been done: everything may be sent again.
  if (fault.code === 'throttled' || (answer.status === 503 && outcome.waitMs !== undefined)) {
    return 'throttled';
  }
  if (fault.code === 'not-found' && call.options.justMade === true) return 'justMade';
  if (fault.code !== 'server-error' || call.options.retry === false) return null;
  return call.isRepeatable ? 'failed' : null;
}

async function wait(
  call: Call,
  outcome: Outcome,
  trouble: Trouble,
  tries: number,
  { clock, random, pace }: RetryParts,
): Promise<void> {
  const isForAll = trouble === 'throttled' || outcome.isLikelyRefusal;
  const first = outcome.isLikelyRefusal ? WAIT_MS.throttled : WAIT_MS[trouble];
  const doubled = Math.min(first * 2 ** (tries - 1), LONGEST_WAIT_MS) * (1 + random() * 0.3);
  const waitMs = outcome.waitMs ?? doubled;
  // While all stand still this call stands in the queue like the others.
  if (isForAll) pace.pause(waitMs);
  else await clock.sleep(waitMs, call.signal);
}

function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300;
}
