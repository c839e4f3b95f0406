import type { Clock } from '../lib/clock.ts';
import { weigh } from '../lib/weigh.ts';
import { Fault, isAbort } from '../model/fault.ts';
import type { Answer, Method } from './call.ts';
import { exchangeOf, type Recorder } from './record.ts';

/** Below it there is text, of which there is not enough to be felt. */
const WEIGHED_FROM_BYTES = 256 * 1024;

/** `globalThis.fetch`, or whatever stands in for it: one request in, one response out. */
export type Fetch = (request: Request) => Promise<Response>;

export interface SendParts {
  fetch: Fetch;
  clock: Clock;
  record: Recorder | null;
}

export interface Outgoing {
  method: Method;
  url: string;
  headers: Headers;
  body: string | Uint8Array<ArrayBuffer> | null;
}

/**
 * One request over the wire, its answer read to the end: a connection that is cut in the middle of
 * a body is a failure like one that never came about. Fault: `offline` for both; `unexpected` for
 * a redirect, which Graph never sends us and a token must not follow.
 */
export async function sendOnce(
  outgoing: Outgoing,
  { clock, record, ...wire }: SendParts,
  signal: AbortSignal,
): Promise<Answer> {
  const note = (answer: Answer | null) => record?.(exchangeOf(outgoing, answer));
  // A signal of its own: a request holds on to its signal until it is collected, and a job has
  // one signal for a hundred thousand of them.
  const own = new AbortController();
  const abort = () => own.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    const { method, url, headers, body } = outgoing;
    if (body instanceof Uint8Array && body.byteLength >= WEIGHED_FROM_BYTES) weigh(body.byteLength);
    const response = await wire.fetch(
      new Request(url, {
        method,
        headers,
        body,
        signal: own.signal,
        redirect: 'manual',
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
      }),
    );
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      throw new Fault('unexpected', 'Graph answered with a redirect');
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    const { status } = response;
    const answer = { status, headers: response.headers, bytes, receivedAt: clock.now() };
    note(answer);
    return answer;
  } catch (error) {
    note(null);
    signal.throwIfAborted();
    if (error instanceof Fault || isAbort(error)) throw error;
    throw new Fault('offline', 'no answer from Graph', { cause: error });
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
