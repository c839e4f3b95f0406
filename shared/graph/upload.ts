import * as v from 'valibot';
import { Fault, isFault } from '../model/fault.ts';
import type { Answer } from './call.ts';
import { checkFileAddress } from './file-address.ts';

/**
 * Bytes of a piece: below 4 MB, and a multiple of 320 KiB, which some upload hosts insist on.
 * Source: learn.microsoft.com/graph/outlook-large-attachments.
 */
const PIECE_BYTES = 12 * 320 * 1024;

const Session = v.object({ uploadUrl: v.pipe(v.string(), v.url()) });

export interface UploadParts {
  graphOrigin: string;
  /** Sends with pace and retries; throws for everything but a success. */
  send(
    method: 'PUT' | 'DELETE',
    url: string,
    headers: Record<string, string>,
    piece: Uint8Array<ArrayBuffer> | null,
  ): Promise<Answer>;
}

/**
 * Sends bytes in pieces, in order. When a piece fails for good (a session may have ended, or a
 * piece arrived though its answer did not), everything is sent once more through a new session.
 */
export async function uploadPieces(
  open: () => Promise<unknown>,
  bytes: Uint8Array<ArrayBuffer>,
  parts: UploadParts,
): Promise<void> {
  try {
    await uploadThrough(await open(), bytes, parts);
  } catch (error) {
    if (!isFault(error, 'unexpected', 'not-found', 'conflict', 'server-error')) throw error;
    await uploadThrough(await open(), bytes, parts);
  }
}

async function uploadThrough(
  session: unknown,
  bytes: Uint8Array<ArrayBuffer>,
  parts: UploadParts,
): Promise<void> {
  const url = addressOf(session, parts.graphOrigin);
  try {
    for (let start = 0; start < bytes.length; ) {
      const end = Math.min(start + PIECE_BYTES, bytes.length);
      const range = `bytes ${start}-${end - 1}/${bytes.length}`;
      const headers = { 'Content-Range': range, 'Content-Type': 'application/octet-stream' };
      const answer = await parts.send('PUT', url, headers, bytes.slice(start, end));
      const next = nextStart(answer);
      if (answer.status === 201 || (next === null && end === bytes.length)) return;
      start = next ?? end;
    }
  } catch (error) {
    // The half-sent session is given up; should that fail, it ends by itself in a few days.
    await parts.send('DELETE', url, {}, null).catch(() => {});
    throw error;
  }
  throw new Fault('server-error', 'the upload ended without being finished');
}

function addressOf(session: unknown, graphOrigin: string): string {
  const parsed = v.safeParse(Session, session);
  if (!parsed.success) throw new Fault('server-error', 'Graph gave no address to upload to');
  checkFileAddress(parsed.output.uploadUrl, graphOrigin);
  return parsed.output.uploadUrl;
}

/** "2097152" or "2097152-4194303", in a field whose first letter is large on Outlook's host. */
function nextStart(answer: Answer): number | null {
  try {
    const body = JSON.parse(new TextDecoder().decode(answer.bytes));
    const first = (body.NextExpectedRanges ?? body.nextExpectedRanges)?.[0];
    const start = Number.parseInt(String(first), 10);
    return Number.isNaN(start) ? null : start;
  } catch {
    return null;
  }
}
