import type { Bytes } from '../lib/bytes.ts';
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

export type ThreadQuestion =
  | { kind: 'keys'; keys: ThreadKeys }
  | { kind: 'check'; number: number; check: SegmentsToCheck };

export type ThreadAnswer =
  /** Numbers of segments that are not what they were, or could not be looked at. */
  { kind: 'checked'; number: number; unsound: number[] } | { kind: 'failed'; number: number };
