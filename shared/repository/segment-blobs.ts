import type { Bytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import type { BlobIds } from './blob-id.ts';
import { decodingLater } from './decoding.ts';
import type { SegmentEntry } from './directory.ts';
import { openSegment } from './open-segment.ts';
import type { NewBlob } from './pack-builder.ts';
import type { SealedFile } from './sealer.ts';

/** What the segments of one pack are opened and compared with. */
export interface SegmentOpening {
  /** Null when the head of the pack is damaged. */
  opened: SealedFile | null;
  ids: BlobIds;
}

/**
 * The blobs of a segment, each compared with its id. `sealed` is the segment with its tag, as it
 * stands in the pack. Faults: `corrupt` when anything is not what it was.
 */
export async function readSegmentBlobs(
  { opened, ids }: SegmentOpening,
  number: number,
  entry: SegmentEntry,
  sealed: Bytes,
): Promise<NewBlob[]> {
  const plain = await decodingLater('a segment', () => openSegment(opened, number, entry, sealed));
  const blobs: NewBlob[] = [];
  let offset = 0;
  for (const { id, kind, length } of entry.blobs) {
    blobs.push({ id, kind, bytes: plain.subarray(offset, offset + length) });
    offset += length;
  }
  // The id of a list's entry is that of the whole blob; the list is compared by its tag.
  if (entry.kind === 'list') return blobs;
  const fits = await Promise.all(blobs.map(({ id, kind, bytes }) => ids.fits(kind, bytes, id)));
  if (fits.includes(false)) throw new Fault('corrupt', 'a blob is not what it was');
  return blobs;
}
