import { type Bytes, release } from '../lib/bytes.ts';
import { weigh } from '../lib/weigh.ts';
import { Fault, isAbort, isFault } from '../model/fault.ts';
import { type Answer, Call } from './call.ts';
import { checkFileAddress } from './file-address.ts';
import type { Address, RequestOptions } from './graph.ts';
import { type RetryParts, sendWithRetries } from './retry.ts';
import type { Fetch } from './send.ts';

/** Cuts, and addresses that ended, in a row without a single byte in between. */
const MOST_IDLE_TRIES = 5;
const WAIT_MS = 1_000;
/** What a browser keeps of each piece of an answer is told to the collector in portions of this. */
const WEIGHED_BYTES = 8 * 1024 * 1024;

export interface DownloadParts extends RetryParts {
  fetch: Fetch;
  graphOrigin: string;
  /** Waits for a place among the requests, for as long as the answer has not begun. */
  inPlace(call: Call, send: () => Promise<Answer>): Promise<Answer>;
  received(bytes: number): void;
}

/**
 * The bytes behind a pre-authenticated address from the byte `from` on, as they come. Neither token nor headers of ours go
 * along: the address is the key, and the host's CORS rules refuse any header it does not know
 * (`Range` for a single range is one that every browser may send). A connection that is cut is taken
 * up at the byte where it broke; an address that has ended is asked for again. What comes holds until
 * the next is asked for.
 *
 * Faults: those of `address`; `offline`; `server-error` for an address that is refused again and
 * again; whatever the host says of the file itself (`unreadable` for malware).
 */
export async function* downloadFrom(
  address: Address,
  options: RequestOptions,
  parts: DownloadParts,
  signal: AbortSignal,
  from: number,
): AsyncGenerator<Bytes, void> {
  // Of its own: a request holds on to its signal, and a job has one signal for all of them.
  const own = new AbortController();
  const abort = () => own.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  let at = from;
  try {
    let url = await address(own.signal);
    for (let tries = 1; ; tries += 1) {
      try {
        signal.throwIfAborted();
        const response = await open(url, at, options, parts, own.signal);
        for await (const bytes of bodyOf(response, at)) {
          tries = 1;
          at += bytes.byteLength;
          parts.received(bytes.byteLength);
          yield bytes;
          // Thousands of them a second: left to the collector, they keep it busier than all else.
          release(bytes);
          // What has come already would be handed out to its end.
          signal.throwIfAborted();
        }
        return;
      } catch (error) {
        signal.throwIfAborted();
        const isEnded = isFault(error, 'signed-out', 'forbidden', 'not-found');
        if (!isEnded && !isFault(error, 'offline')) throw error;
        if (tries >= MOST_IDLE_TRIES || (!isEnded && !parts.isOnline()))
          throw outcome(error, isEnded);
        if (isEnded) url = await address(own.signal);
        else await parts.clock.sleep(WAIT_MS * 2 ** (tries - 1), own.signal);
      }
    }
  } finally {
    signal.removeEventListener('abort', abort);
    own.abort(new DOMException('the download ends', 'AbortError'));
  }
}

/** That an address is refused says nothing of the sign-in. */
function outcome(error: Fault, isEnded: boolean): Fault {
  if (!isEnded) return error;
  const { upstreamCode } = error;
  const details = { cause: error, ...(upstreamCode === undefined ? {} : { upstreamCode }) };
  return new Fault('server-error', 'the address of a file is refused again and again', details);
}

async function open(
  url: string,
  from: number,
  options: RequestOptions,
  parts: DownloadParts,
  signal: AbortSignal,
): Promise<Response> {
  checkFileAddress(url, parts.graphOrigin);
  const call = new Call('GET', url, 0, options, signal, 'sharepoint');
  const opened: { response: Response | null } = { response: null };
  await sendWithRetries(call, parts, () =>
    parts.inPlace(call, async () => {
      const response = await fetchOnce(url, from, parts, signal);
      const { status, headers } = response;
      const receivedAt = parts.clock.now();
      if (!response.ok) {
        const bytes = new Uint8Array(await response.arrayBuffer());
        return { status, headers, bytes, receivedAt };
      }
      opened.response = response;
      return { status, headers, bytes: new Uint8Array(0), receivedAt };
    }),
  );
  if (opened.response === null) throw new Fault('unexpected', 'a download has no answer');
  return opened.response;
}

async function fetchOnce(
  url: string,
  from: number,
  wire: { fetch: Fetch },
  signal: AbortSignal,
): Promise<Response> {
  try {
    const request = new Request(url, {
      headers: from === 0 ? {} : { Range: `bytes=${from}-` },
      signal,
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
    return await wire.fetch(request);
  } catch (error) {
    if (error instanceof Fault || isAbort(error)) throw error;
    throw new Fault('offline', 'no answer from the file host', { cause: error });
  }
}

/** From byte `from` on: a host may answer a range with the whole file. Fault: `offline` for a cut. */
async function* bodyOf(response: Response, from: number): AsyncGenerator<Bytes, void> {
  let skip = response.status === 206 ? 0 : from;
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let unweighed = 0;
  try {
    for (;;) {
      const { done, value } = await readOne(reader);
      if (done) return;
      unweighed += value.byteLength;
      if (unweighed >= WEIGHED_BYTES) {
        weigh(unweighed);
        unweighed = 0;
      }
      const bytes = skip === 0 ? value : value.subarray(Math.min(skip, value.byteLength));
      skip -= value.byteLength - bytes.byteLength;
      if (bytes.byteLength > 0) yield bytes;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function readOne(reader: ReadableStreamDefaultReader<Bytes>) {
  try {
    return await reader.read();
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Fault('offline', 'the connection to the file host was cut', { cause: error });
  }
}
