import * as v from 'valibot';
import type { Bytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import { type Chunking, decodeChunking, encodeChunking } from './chunking.ts';
import { decoding } from './decoding.ts';
import type { FormatVersion } from './format.ts';
import { decodeLines, encodeLines } from './lines-file.ts';

const FIRST_LINE = 'holdfast repository';

const Features = v.object({
  read: v.array(v.string()),
  write: v.array(v.string()),
  prune: v.array(v.string()),
});
const Format = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  sealed: v.boolean(),
  ids: v.string(),
  features: Features,
  chunking: v.optional(v.unknown()),
});

/** What must be said of a version's repositories: anything else needs a later program. */
const EXPECTED: Readonly<Record<FormatVersion, { sealed: boolean; ids: string }>> = {
  1: { sealed: false, ids: 'sha-256' },
  2: { sealed: true, ids: 'hmac-sha-256' },
};

export interface RepositoryFormat {
  version: FormatVersion;
  id: string;
  chunking: Chunking;
  /** False when it has a feature this program does not know for writing. */
  canWrite: boolean;
  /** The same for removing; version 1 has no way of it. */
  canPrune: boolean;
}

/** Of the latest version; older ones are not made any more. */
export function encodeFormat(id: string, chunking: Chunking): Bytes {
  return encodeLines(FIRST_LINE, {
    version: 2,
    id,
    ...EXPECTED[2],
    chunking: encodeChunking(chunking),
    features: { read: [], write: [], prune: [] },
  });
}

/** Faults: `corrupt` when it is not what was written, `unsupported` when it is of another kind. */
export function decodeFormat(bytes: Bytes): RepositoryFormat {
  const body = decoding('format', () => decodeLines(FIRST_LINE, bytes));
  const { version } = decoding('format', () => v.parse(v.object({ version: v.number() }), body));
  if (version !== 1 && version !== 2)
    throw new Fault('unsupported', `repository format ${version}`);
  const format = decoding('format', () => v.parse(Format, body));
  const { id, sealed, ids, features, chunking } = format;
  const expected = EXPECTED[version];
  if (sealed !== expected.sealed || ids !== expected.ids || features.read.length > 0) {
    throw new Fault('unsupported', 'the repository needs a later version to be read');
  }
  const canWrite = features.write.length === 0;
  const canPrune = version === 2 && canWrite && features.prune.length === 0;
  return { version, id, chunking: decodeChunking(chunking), canWrite, canPrune };
}
