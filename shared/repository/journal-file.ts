import * as v from 'valibot';
import type { Bytes } from '../lib/bytes.ts';
import { decodeJson, encodeJson } from './canonical-json.ts';
import type { Sealer } from './sealer.ts';
import type { JournalRecord } from './snapshot.ts';
import { decodeWholeFile, encodeWholeFile } from './whole-file.ts';

const Body = v.object({
  version: v.number(),
  run: v.string(),
  part: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  writtenAt: v.string(),
  body: v.unknown(),
});

export function encodeJournal(sealer: Sealer, record: Omit<JournalRecord, 'id'>): Promise<Bytes> {
  const body = encodeJson({ version: sealer.version, ...record });
  return encodeWholeFile(sealer, 'journal', body);
}

/** Throws for anything the format refuses. */
export async function decodeJournal(
  sealer: Sealer,
  id: string,
  bytes: Bytes,
): Promise<JournalRecord> {
  const decoded = v.parse(Body, decodeJson(await decodeWholeFile(sealer, 'journal', bytes)));
  const { version, run, part, writtenAt, body } = decoded;
  if (version !== sealer.version) throw new RangeError('body of another version');
  return { id, run, part, writtenAt, body };
}
