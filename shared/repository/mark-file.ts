import * as v from 'valibot';
import type { Bytes } from '../lib/bytes.ts';
import { decodeJson, encodeJson } from './canonical-json.ts';
import type { Sealer } from './sealer.ts';
import { decodeWholeFile, encodeWholeFile } from './whole-file.ts';

const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Body = v.object({
  version: v.literal(2),
  repository: v.string(),
  writer: v.string(),
  markedAt: v.string(),
  damaged: v.boolean(),
  packs: v.array(Hash),
  snapshots: v.array(Hash),
});

/** Packs that are about to be removed, or in which something is damaged. */
export type Mark = Omit<v.InferOutput<typeof Body>, 'version'>;

export function encodeMark(sealer: Sealer, mark: Mark): Promise<Bytes> {
  return encodeWholeFile(sealer, 'mark', encodeJson({ version: 2, ...mark }));
}

/** Throws for anything the format refuses. */
export async function decodeMark(sealer: Sealer, bytes: Bytes): Promise<Mark> {
  const { version: _, ...mark } = v.parse(
    Body,
    decodeJson(await decodeWholeFile(sealer, 'mark', bytes)),
  );
  return mark;
}
