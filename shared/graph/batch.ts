import * as v from 'valibot';
import { Fault, isFault } from '../model/fault.ts';
import { faultOfError, parseRetryAfter, readError } from './faults.ts';
import type { BatchAnswer } from './graph.ts';

/** Source: learn.microsoft.com/graph/json-batching. */
const BATCH_LIMIT = 20;

const Envelope = v.object({
  responses: v.array(
    v.object({
      id: v.string(),
      status: v.number(),
      headers: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
      body: v.optional(v.unknown()),
    }),
  ),
});

/** So often an answer is asked for that should be an address. */
const REDIRECT_TRIES = 4;

interface RedirectParts {
  post(body: unknown): Promise<unknown>;
  pause(waitMs: number): void;
  now(): number;
  scopes: readonly string[];
  mayRetry: boolean;
}

interface BatchParts extends RedirectParts {
  readAlone(path: string): Promise<unknown>;
}

/**
 * Up to 20 GETs in one request. Parts come back in any order, each with its own status; a part that
 * was refused for being too fast, or failed, is read again by itself, where pace and retries hold.
 */
export async function readBatch(
  paths: readonly string[],
  headers: Record<string, string>,
  parts: BatchParts,
): Promise<BatchAnswer[]> {
  if (paths.length > BATCH_LIMIT) throw new Error(`a batch holds ${BATCH_LIMIT} requests`);
  if (paths.length === 0) return [];
  const requests = paths.map((url, index) => ({
    id: String(index + 1),
    method: 'GET',
    url,
    headers,
  }));
  const parsed = v.safeParse(Envelope, await parts.post({ requests }));
  if (!parsed.success)
    throw new Fault('server-error', 'Graph answered a batch with something else');
  const byId = new Map(parsed.output.responses.map((response) => [response.id, response]));
  const answers: BatchAnswer[] = [];
  for (const [index, path] of paths.entries()) {
    const response = byId.get(String(index + 1));
    if (response !== undefined && response.status >= 200 && response.status < 300) {
      answers.push({ ok: true, body: response.body ?? null });
      continue;
    }
    // A redirection can't be followed within a batch: where it leads is the answer.
    const location = response?.status === 302 ? headerOf(response.headers, 'location') : null;
    if (location !== null) {
      answers.push({ ok: true, body: { location } });
      continue;
    }
    const waitMs = parseRetryAfter(headerOf(response?.headers, 'retry-after'), parts.now());
    const status = response?.status ?? 500;
    const fault = faultOfError(status, readError(response?.body), waitMs, parts.scopes);
    answers.push(await again(path, fault, parts));
  }
  return answers;
}

/**
 * Where the answer to one GET leads (302). Source: learn.microsoft.com/graph/json-batching, which
 * passes such answers on with their headers.
 */
export async function readRedirect(
  path: string,
  headers: Record<string, string>,
  parts: RedirectParts,
): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const requests = [{ id: '1', method: 'GET', url: path, headers }];
    const parsed = v.safeParse(Envelope, await parts.post({ requests }));
    const response = parsed.success ? parsed.output.responses[0] : undefined;
    const location = headerOf(response?.headers, 'location');
    if (response?.status === 302 && location !== null) return location;
    const waitMs = parseRetryAfter(headerOf(response?.headers, 'retry-after'), parts.now());
    const status = response?.status ?? 500;
    // Something else than an address is no contents either.
    const refused = status < 400 ? 500 : status;
    const fault = faultOfError(refused, readError(response?.body), waitMs, parts.scopes);
    if (!isWorthAnother(fault, parts) || tries >= REDIRECT_TRIES) throw fault;
    if (waitMs !== undefined) parts.pause(waitMs);
  }
}

function isWorthAnother(fault: Fault, { mayRetry }: RedirectParts): boolean {
  return fault.code === 'throttled' || (fault.code === 'server-error' && mayRetry);
}

async function again(path: string, fault: Fault, parts: BatchParts): Promise<BatchAnswer> {
  if (fault.code === 'throttled' && fault.retryAfterMs !== undefined)
    parts.pause(fault.retryAfterMs);
  if (!isWorthAnother(fault, parts)) return { ok: false, fault };
  try {
    return { ok: true, body: await parts.readAlone(path) };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { ok: false, fault: error };
  }
}

/** Header names come in any case within a batch. */
function headerOf(
  headers: Record<string, unknown> | null | undefined,
  name: string,
): string | null {
  for (const [key, value] of Object.entries(headers ?? {})) {
    if (key.toLowerCase() === name) return String(value);
  }
  return null;
}
