import type { Bytes } from '../lib/bytes.ts';
import type { Packed } from './compress.ts';
import type { SegmentEntry } from './directory.ts';
import type { RepositoryKey } from './keys.ts';

/** What the second thread is told and asked, and what it answers. */

/** Comes before segments are to be checked: what they are opened and compared with. */
export interface ThreadKeys {
  repositoryId: string;
  /** Null in version 1. */
  key: RepositoryKey | null;
}

/** Segments of one pack that stand beside each other. */
export interface SegmentsToCheck {
  head: Bytes;
  /** Where `bytes` begin in the pack. */
  offset: number;
  /** The sealed segments with their tags. */
  bytes: Bytes;
  segments: readonly { number: number; entry: SegmentEntry }[];
}

/** Bytes to be compressed as one stand at the beginning of `memory`. */
export interface BytesToPack {
  memory: ArrayBuffer;
  sizeBytes: number;
}

export type ThreadQuestion =
  | { kind: 'keys'; keys: ThreadKeys }
  | { kind: 'check'; number: number; check: SegmentsToCheck }
  | { kind: 'pack'; number: number; pack: BytesToPack };

export type ThreadAnswer =
  /** Numbers of segments that are not what they were, or could not be looked at. */
  | { kind: 'checked'; number: number; unsound: number[] }
  /** `memory` is that of the question, to be used again. */
  | { kind: 'packed'; number: number; packed: Packed; memory: ArrayBuffer }
  | { kind: 'failed'; number: number };
