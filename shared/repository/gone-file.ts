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
  goneAt: v.string(),
  why: v.picklist(['retention', 'person', 'unused']),
  snapshots: v.array(v.object({ id: Hash, sequence: v.number(), endedAt: v.string() })),
  packs: v.array(Hash),
  indexes: v.array(Hash),
});

/** What was removed on purpose. */
export type Gone = Omit<v.InferOutput<typeof Body>, 'version'>;

export function encodeGone(sealer: Sealer, gone: Gone): Promise<Bytes> {
  return encodeWholeFile(sealer, 'gone', encodeJson({ version: 2, ...gone }));
}

/** Throws for anything the format refuses. */
export async function decodeGone(sealer: Sealer, bytes: Bytes): Promise<Gone> {
  const { version: _, ...gone } = v.parse(
    Body,
    decodeJson(await decodeWholeFile(sealer, 'gone', bytes)),
  );
  return gone;
}
