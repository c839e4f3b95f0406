import type { Chunking } from './chunking.ts';
import type { SlotMaking } from './slot-making.ts';

/** What a repository is made with, beside the place where it lies. */
export interface RepositoryMaking extends SlotMaking {
  /** How large blobs are cut in a new repository; for tests. */
  chunking?: Chunking;
  /** Pieces in a list; for tests. */
  mostInList?: number;
}
