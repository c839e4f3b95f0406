import * as v from 'valibot';
import type { Bytes } from '../lib/bytes.ts';
import { decodeJson, encodeJson } from './canonical-json.ts';
import type { JournalRecord } from './snapshot.ts';
import { decodeWholeFile, encodeWholeFile } from './whole-file.ts';

const Body = v.object({
  version: v.literal(1),
  run: v.string(),
  part: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  writtenAt: v.string(),
  body: v.unknown(),
});

export function encodeJournal(repositoryId: Bytes, record: Omit<JournalRecord, 'id'>): Bytes {
  return encodeWholeFile('journal', repositoryId, encodeJson({ version: 1, ...record }));
}

/** Throws for anything the format refuses. */
export function decodeJournal(repositoryId: Bytes, id: string, bytes: Bytes): JournalRecord {
  const body = v.parse(Body, decodeJson(decodeWholeFile('journal', repositoryId, bytes)));
  const { run, part, writtenAt } = body;
  return { id, run, part, writtenAt, body: body.body };
}
