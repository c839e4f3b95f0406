import { type Bytes, release } from '../lib/bytes.ts';
import { unpack } from './compress.ts';
import type { SegmentEntry } from './directory.ts';
import { TAG_BYTES } from './format.ts';
import { segmentMessage } from './message.ts';
import type { SealedFile } from './sealer.ts';

/** The plain bytes of a segment. Throws a `RangeError` when it is not what was written. */
export async function openSegment(
  opened: SealedFile | null,
  number: number,
  entry: Omit<SegmentEntry, 'offset' | 'blobs'>,
  sealed: Bytes,
): Promise<Bytes> {
  if (opened === null) throw new RangeError('head is damaged');
  const { storedLength, plainLength, method } = entry;
  if (sealed.byteLength !== storedLength + TAG_BYTES) throw new RangeError('segment is cut off');
  const stored = await opened.open(segmentMessage(number, entry), sealed);
  const plain = unpack({ method, stored }, plainLength);
  // Neither a part of the pack nor what is given out.
  if (stored.buffer !== sealed.buffer && stored.buffer !== plain.buffer) release(stored);
  return plain;
}
