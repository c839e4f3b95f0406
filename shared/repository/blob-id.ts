import { type Bytes, toHex } from '../lib/bytes.ts';
import { hash, hashSmall, isSmall } from '../lib/hash.ts';
import { asId, type BlobId } from '../model/ids.ts';
import { KIND_NUMBERS, type SegmentKind } from './format.ts';

const PREFIXES = new Map(
  Object.entries(KIND_NUMBERS).map(([kind, number]) => [kind, Uint8Array.of(number)]),
);

/** The id of a blob: a hash of its kind and its bytes, so that kinds never stand in for another. */
export async function makeBlobId(kind: SegmentKind, bytes: Bytes): Promise<BlobId> {
  const prefix = prefixOf(kind);
  const digest = isSmall(bytes.byteLength) ? hashSmall(prefix, bytes) : await hash(prefix, bytes);
  return asId<BlobId>(toHex(digest));
}

export async function hasBlobId(kind: SegmentKind, bytes: Bytes, id: BlobId): Promise<boolean> {
  return (await makeBlobId(kind, bytes)) === id;
}

function prefixOf(kind: SegmentKind): Bytes {
  const prefix = PREFIXES.get(kind);
  if (prefix === undefined) throw new Error(`no such kind: ${kind}`);
  return prefix;
}
