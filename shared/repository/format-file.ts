import * as v from 'valibot';
import { type Bytes, decodeText, encodeText, joinBytes, toHex } from '../lib/bytes.ts';
import { hashSmall } from '../lib/hash.ts';
import { Fault } from '../model/fault.ts';
import { decodeJson, encodeJson } from './canonical-json.ts';
import { decoding, MAX_FORMAT_BYTES, PIECE_BYTES } from './format.ts';

const FIRST_LINE = 'holdfast repository\n';
const LAST_LINE_BYTES = 65;

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
});

export interface RepositoryFormat {
  id: string;
  /** False when it has a feature this program does not know for writing. */
  canWrite: boolean;
}

export function encodeFormat(id: string): Bytes {
  const body = encodeJson({
    version: 1,
    id,
    sealed: false,
    ids: 'sha-256',
    chunking: { family: 'fixed', size: PIECE_BYTES },
    features: { read: [], write: [], prune: [] },
  });
  const lines = joinBytes([encodeText(FIRST_LINE), body, encodeText('\n')]);
  return joinBytes([lines, encodeText(`${toHex(hashSmall(lines))}\n`)]);
}

/** Faults: `corrupt` when it is not what was written, `unsupported` when it is of another kind. */
export function decodeFormat(bytes: Bytes): RepositoryFormat {
  const body = decoding('format', () => {
    if (bytes.byteLength > MAX_FORMAT_BYTES) throw new RangeError('too large');
    const lines = bytes.subarray(0, -LAST_LINE_BYTES);
    const isWhole = decodeText(bytes.subarray(-LAST_LINE_BYTES)) === `${toHex(hashSmall(lines))}\n`;
    const text = decodeText(lines);
    if (!isWhole || !text.startsWith(FIRST_LINE)) throw new RangeError('not what was written');
    return decodeJson(encodeText(text.slice(FIRST_LINE.length, -1)));
  });
  const version = decoding('format', () => v.parse(v.object({ version: v.number() }), body));
  if (version.version !== 1) {
    throw new Fault('unsupported', `repository format ${version.version}`);
  }
  const format = decoding('format', () => v.parse(Format, body));
  if (format.sealed || format.ids !== 'sha-256' || format.features.read.length > 0) {
    throw new Fault('unsupported', 'the repository needs a later version to be read');
  }
  return { id: format.id, canWrite: format.features.write.length === 0 };
}
