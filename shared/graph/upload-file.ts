import * as v from 'valibot';
import type { Bytes } from '../lib/bytes.ts';
import { Fault, isAbort, isFault } from '../model/fault.ts';
import type { Answer } from './call.ts';
import { checkFileAddress } from './file-address.ts';
import type { UploadedFile } from './graph.ts';

/** A multiple of 320 KiB, which every fragment but the last must be; 10 MiB is what is recommended. */
const FRAGMENT_BYTES = 32 * 320 * 1024;
/** Fragments in a row that came to nothing. */
const MOST_IDLE_TRIES = 4;

const Session = v.object({ uploadUrl: v.pipe(v.string(), v.url()) });

export interface FileUploadParts {
  graphOrigin: string;
  /** Sends with pace and retries; throws for everything but a success. */
  send(
    method: 'PUT' | 'GET' | 'DELETE',
    url: string,
    headers: Record<string, string>,
    fragment: Bytes | null,
  ): Promise<Answer>;
}

/**
 * Sends a file through an upload session, fragment by fragment in order, and answers the item that
 * came of it. After trouble the session is asked what it has, and sending goes on there; so it is with a
 * session that was begun before. One that is not brought to its end is given up, unless somebody has noted
 * it and the program ends or the network is gone: then it is there for a quarter of an hour.
 *
 * Faults: `not-found` when the session has ended, of which nobody can say whether the file arrived
 * whole; `conflict` when the name was taken meanwhile; those of sending and of reading.
 */
export async function uploadFile(
  open: () => Promise<unknown>,
  file: UploadedFile,
  parts: FileUploadParts,
): Promise<unknown> {
  const begun = await findBegun(file, parts);
  if (begun !== null) return sendThrough(begun.url, file, begun.at, parts);
  const parsed = v.safeParse(Session, await open());
  if (!parsed.success) throw new Fault('server-error', 'Graph gave no address to upload to');
  const url = parsed.output.uploadUrl;
  checkFileAddress(url, parts.graphOrigin);
  await file.begun?.note(url);
  return sendThrough(url, file, 0, parts);
}

/** Where a session goes on that was begun before; null when it has ended. */
async function findBegun({ begun }: UploadedFile, parts: FileUploadParts) {
  const url = begun?.url ?? null;
  if (url === null) return null;
  checkFileAddress(url, parts.graphOrigin);
  try {
    const at = nextStart(await parts.send('GET', url, {}, null));
    return at === null ? null : { url, at };
  } catch (error) {
    if (!isFault(error) || isFault(error, 'offline', 'throttled')) throw error;
    return null;
  }
}

async function sendThrough(
  url: string,
  file: UploadedFile,
  start: number,
  parts: FileUploadParts,
): Promise<unknown> {
  try {
    return await sendAll(url, file, start, parts);
  } catch (error) {
    const isLeft = isAbort(error) || isFault(error, 'offline', 'throttled');
    if (isLeft && file.begun !== undefined) throw error;
    // Should that fail, it ends by itself in a quarter of an hour.
    await parts.send('DELETE', url, {}, null).catch(() => {});
    throw error;
  }
}

async function sendAll(
  url: string,
  file: UploadedFile,
  start: number,
  parts: FileUploadParts,
): Promise<unknown> {
  let at = start;
  for (let tries = 1; ; tries += 1) {
    const before = at;
    try {
      for await (const fragment of fragmentsOf(file, at)) {
        const answer = await parts.send('PUT', url, headersOf(at, fragment, file), fragment);
        if (answer.status !== 202) return bodyOf(answer);
        at += fragment.byteLength;
        const next = nextStart(answer);
        if (next !== null && next !== at) {
          at = next;
          break;
        }
      }
    } catch (error) {
      if (!isFault(error, 'unexpected', 'server-error', 'signed-out', 'forbidden'))
        throw ended(error);
      at = await readStart(url, parts, error);
    }
    if (at > before) tries = 1;
    if (tries >= MOST_IDLE_TRIES) throw new Fault('server-error', 'an upload does not go on');
  }
}

/** A refused address says nothing of the sign-in: the session is over. */
function ended(error: unknown): unknown {
  if (!isFault(error, 'signed-out', 'forbidden', 'not-found')) return error;
  return new Fault('not-found', 'the upload session has ended', { cause: error });
}

/** How far the session is. */
async function readStart(url: string, parts: FileUploadParts, trouble: Fault): Promise<number> {
  try {
    const start = nextStart(await parts.send('GET', url, {}, null));
    if (start !== null) return start;
  } catch (error) {
    throw ended(error);
  }
  throw trouble;
}

function headersOf(at: number, fragment: Bytes, { sizeBytes }: UploadedFile) {
  const range = `bytes ${at}-${at + fragment.byteLength - 1}/${sizeBytes}`;
  return { 'Content-Range': range, 'Content-Type': 'application/octet-stream' };
}

async function* fragmentsOf(file: UploadedFile, start: number): AsyncGenerator<Bytes, void> {
  let left = file.sizeBytes - start;
  let fragment = new Uint8Array(Math.min(FRAGMENT_BYTES, left));
  let filled = 0;
  for await (const bytes of file.from(start)) {
    for (let taken = 0; taken < bytes.byteLength; ) {
      const part = bytes.subarray(taken, taken + fragment.byteLength - filled);
      if (part.byteLength === 0) throw new Fault('corrupt', 'a file is longer than it says');
      fragment.set(part, filled);
      filled += part.byteLength;
      taken += part.byteLength;
      if (filled < fragment.byteLength) continue;
      yield fragment;
      left -= filled;
      fragment = new Uint8Array(Math.min(FRAGMENT_BYTES, left));
      filled = 0;
    }
  }
  if (left > 0) throw new Fault('corrupt', 'a file is shorter than it says');
}

function bodyOf({ bytes }: Answer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** "26-" or "12345-55232", the first of a list that need not be complete. */
function nextStart(answer: Answer): number | null {
  const body = bodyOf(answer) as { nextExpectedRanges?: unknown[] } | null;
  const start = Number.parseInt(String(body?.nextExpectedRanges?.[0]), 10);
  return Number.isNaN(start) ? null : start;
}
