import type { Graph } from '../graph/graph.ts';
import type { Bytes } from '../lib/bytes.ts';
import type { Fault } from '../model/fault.ts';
import type { BlobId, ItemId } from '../model/ids.ts';
import type { PartRole } from '../model/item.ts';
import type { HeldVersion, StoredVersion, VersionList } from '../model/versions.ts';

export interface StoredItem {
  version: string;
  meta: unknown;
  roles: readonly PartRole[];
  whole: boolean;
}

export interface MergedItem {
  version: string;
  /** JSON value; small: no bodies. */
  meta: unknown;
  label: string;
  /** New bytes for these roles; stored parts of a role named here are replaced. */
  parts: readonly NewPart[];
  /**
   * `kept`: content parts stored before still hold. `none`: it has no content beyond `parts`.
   * `missing`: `loadContent` must be called; until then the item is stored but not whole.
   * `more`: what is stored still holds, and `loadContent` must be called for what comes beside it.
   */
  content: 'kept' | 'none' | 'missing' | 'more';
  /** False when nothing worth storing changed: the entry stays as it is. */
  changed: boolean;
}

export interface NewPart {
  role: PartRole;
  bytes: Uint8Array<ArrayBuffer>;
  /**
   * Set on a part of `loadContent` that tells of something Microsoft would not hand out: what there
   * is gets stored, but the item is not whole, and this is why.
   */
  lacks?: Fault;
}

/** A part whose bytes went to the store while they came. */
export interface StoredPart {
  role: PartRole;
  blob: BlobId;
  /** Absent where it was stored before. */
  sizeBytes?: number;
  lacks?: Fault;
}

export type LoadedPart = NewPart | StoredPart;

/** Takes contents bit by bit. When the stream fails, what came of it is stored for nothing. */
export interface ContentStore {
  save(stream: AsyncIterable<Bytes>, sizeBytes: number): Promise<BlobId>;
}

export interface KeptContents {
  readonly parts: StoredParts;
  /** A stored part, to be handed back as it is; undefined where there is none, or it is damaged. */
  reuse(role: PartRole, nth?: number): Promise<StoredPart | undefined>;
}

/**
 * The same for what may have been begun before: only what is not stored of it yet is asked for.
 */
export interface ResumingStore {
  resume(content: ResumableContent): Promise<BlobId>;
  /** What is stored of the item so far, from an earlier try or with `more`. */
  readonly before?: KeptContents;
}

export interface ResumableContent {
  sizeBytes: number;
  /** Equal for equal bytes: only then is gone on with what was begun. null: it is always new. */
  sameAs: string | null;
  /** Asks for the bytes from a place on, which is 0 or within `sizeBytes`. */
  from(offset: number): AsyncIterable<Bytes>;
  /** Told all bytes from the beginning on, wherever they come from; `isStored`: from the store. */
  seen(bytes: Bytes, isStored: boolean): void;
  /** Without it all that is stored is read back, to be seen again. */
  memory?: SeenMemory;
}

/** What has come of what was seen, to go on with another day. */
export interface SeenMemory {
  /** As JSON. */
  save(): unknown;
  /** Before anything is seen; false for what can't be gone on from. */
  load(saved: unknown): boolean;
}

export interface PlainFile {
  /** With its ending, where it has a name of its own; null: it is called by date and subject. */
  name: string | null;
  extension: string;
  chunks: AsyncIterable<Bytes>;
}

/** Stored parts, loaded on demand. */
export interface StoredParts {
  readonly roles: readonly PartRole[];
  /** The nth part of a role; undefined when there is none. Faults: `corrupt`. */
  load(role: PartRole, nth?: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The same bit by bit, from the byte `from` on; `corrupt` may come at its end. */
  stream(role: PartRole, nth?: number, from?: number): AsyncIterable<Bytes> | undefined;
}

/**
 * Older versions are kept as further `attachment` parts behind the item's own; the part
 * `attachments` names them.
 */
export interface VersionSource {
  /**
   * What Microsoft holds of each, newest first, without the present one; a fault of one is its
   * answer. What ends a job is thrown.
   */
  list(
    graph: Graph,
    ids: readonly ItemId[],
    signal: AbortSignal,
  ): Promise<(readonly HeldVersion[] | Fault)[]>;
  /** Fetches one that `list` told. Faults: `not-found` when it went meanwhile, others of a download. */
  load(
    graph: Graph,
    id: ItemId,
    meta: unknown,
    version: HeldVersion,
    store: ContentStore,
    signal: AbortSignal,
  ): Promise<LoadedVersion>;
  /** What the part `attachments` says of them; null when Microsoft was never asked. */
  read(part: Bytes | undefined): VersionList | null;
  /** The part `attachments` with this list, and all else that it said. */
  write(part: Bytes | undefined, list: VersionList): Bytes;
  /** The item as it was then. */
  metaAt(meta: unknown, version: StoredVersion): unknown;
}

export interface SampleSource {
  /** Contents may be others only where the first part of this role is. */
  readonly role: PartRole;
  /** null: nothing that could be judged (a folder, a draft, no contents). */
  take(meta: unknown, parts: StoredParts): Promise<ContentSample | null>;
}

/** Contents to be looked at here and there. */
export interface ContentSample {
  name: string;
  /** The folder it is in, where the container has some. */
  folder: string;
  sizeBytes: number;
  /** So many bytes from there on, or fewer at the end. Faults: `corrupt`. */
  read(from: number, length: number): Promise<Bytes>;
}

export interface LoadedVersion {
  blob: BlobId;
  received: StoredVersion['received'];
}

/** What an item is found by, as plain text; long texts are cut. Never shown as markup. */
export interface SearchText {
  subject: string;
  /** Names and addresses. */
  from: string;
  to: string;
  text: string;
}
