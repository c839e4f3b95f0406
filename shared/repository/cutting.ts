import type { Digest } from '../lib/hash.ts';
import type { Chunking } from './chunking.ts';
import { type Cutter, FixedCutter, GearCutter, makeGearTable } from './cut.ts';
import {
  type BlobKind,
  type FormatVersion,
  MAX_BLOB_BYTES,
  MAX_SEGMENT_BYTES,
  MOST_IN_LIST,
  PIECE_BYTES,
} from './format.ts';

/** How a repository stores blobs that are large. */
export interface Cutting {
  version: FormatVersion;
  maxBlobBytes: number;
  /** Pieces in one list; above that there are lists of lists. */
  mostInList: number;
  /** Up to this size a blob of the kind is stored as it is. */
  wholeUpTo(kind: BlobKind): number;
  /** `sizeBytes` is undefined when nobody knows it yet. */
  cutterFor(sizeBytes: number | undefined): Cutter;
}

export function fixedCutting(): Cutting {
  const cutter = new FixedCutter(PIECE_BYTES);
  return {
    version: 1,
    maxBlobBytes: MAX_BLOB_BYTES[1],
    mostInList: Number.POSITIVE_INFINITY,
    wholeUpTo: () => MAX_SEGMENT_BYTES,
    cutterFor: () => cutter,
  };
}

/** `keyed` is under the cutting key. */
export function gearCutting(chunking: Chunking, keyed: Digest, mostInList = MOST_IN_LIST): Cutting {
  const table = makeGearTable(keyed);
  const small = new GearCutter(table, chunking.small);
  const large = new GearCutter(table, chunking.large);
  const isCut = (kind: BlobKind) => kind === 'content' || kind === 'body';
  return {
    version: 2,
    maxBlobBytes: MAX_BLOB_BYTES[2],
    mostInList,
    // Properties and receipts are cut only when no segment takes them whole.
    wholeUpTo: (kind) => (isCut(kind) ? chunking.wholeUpTo : MAX_SEGMENT_BYTES),
    cutterFor: (sizeBytes) =>
      sizeBytes === undefined || sizeBytes >= chunking.largeFrom ? large : small,
  };
}
