/** An older state of a file as Microsoft lists it. It has no hash and no name. */
export interface HeldVersion {
  /** Microsoft's number of it ("3.0"); unique within its file. */
  id: string;
  /** ISO 8601: when Microsoft took it in. */
  modifiedAt: string;
  modifiedBy?: string;
  /** As Microsoft lists it. */
  sizeBytes: number;
}

/** What is stored of one beside its file. */
export interface StoredVersion extends HeldVersion {
  /** Which of the file's `attachment` parts has its bytes; 0 are those of the file as it is. */
  part: number;
  /** Of the bytes that came. */
  received: { size: number; quickXor: string };
}

/** All that are stored of a file, newest first. */
export interface VersionList {
  versions: readonly StoredVersion[];
  /** How many were asked for, and all that were there came; absent when some did not. */
  asked?: number | 'all';
}

/** One that is kept, as faces are told of it. */
export interface KeptVersion {
  /** The row of the state of the file it is kept with. */
  row: number;
  version: string;
  modifiedAt: string;
  modifiedBy: string | null;
  sizeBytes: number;
  /**
   * Its bytes are those of the next newer one, or of the file: working on a file together, and
   * changing what is said of it, make versions in which nothing is different.
   */
  isLikeNewer: boolean;
}
