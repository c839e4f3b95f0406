import type { Bytes } from '../../lib/bytes.ts';
import type { VersionList } from '../../model/versions.ts';
import type { NewPart } from '../contents.ts';
import type { FileHashes } from './graph-item.ts';

/**
 * What the part `attachments` of a file says of the bytes beside it, as JSON: in what they are not as
 * Graph lists them, and which older versions follow them.
 */
export interface StoredFacts extends Partial<VersionList> {
  v: 1;
  listed?: { size?: number } & FileHashes;
  received?: { size: number; quickXor: string };
  /** Its contents were not wanted; there are none beside it. */
  leftOut?: true;
}

/** Written by this program, and checked by its hash since. */
export function readFacts(bytes: Bytes | undefined): StoredFacts {
  if (bytes === undefined) return { v: 1 };
  return JSON.parse(new TextDecoder().decode(bytes)) as StoredFacts;
}

export function writeFacts(facts: StoredFacts): Bytes {
  return new TextEncoder().encode(JSON.stringify(facts));
}

/** The same bytes for every file that is left out: they are stored once. */
export function leftOutPart(): NewPart {
  return { role: 'attachments', bytes: writeFacts({ v: 1, leftOut: true }) };
}
