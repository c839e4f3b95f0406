import { type Bytes, toHex } from '../lib/bytes.ts';
import { type Digest, isSmall } from '../lib/hash.ts';
import { asId, type BlobId } from '../model/ids.ts';
import { KIND_NUMBERS, type SegmentKind } from './format.ts';

const PREFIXES = new Map(
  Object.entries(KIND_NUMBERS).map(([kind, number]) => [kind, Uint8Array.of(number)]),
);

/** The id of a blob whose bytes come bit by bit. */
export interface RunningBlobId {
  update(bytes: Uint8Array): void;
  id(): BlobId;
  /** To go on another day, see `RunningHash`. */
  save(): Bytes;
}

/** Makes ids: hashes of kind and bytes, so that no kind ever stands in for another. */
export class BlobIds {
  readonly #digest: Digest;

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  async make(kind: SegmentKind, bytes: Bytes): Promise<BlobId> {
    const prefix = prefixOf(kind);
    const { small, whole } = this.#digest;
    return toId(isSmall(bytes.byteLength) ? small(prefix, bytes) : await whole(prefix, bytes));
  }

  async fits(kind: SegmentKind, bytes: Bytes, id: BlobId): Promise<boolean> {
    return (await this.make(kind, bytes)) === id;
  }

  /** Goes on from what was saved, if anything was; throws where it can't. */
  async begin(kind: SegmentKind, saved?: Bytes): Promise<RunningBlobId> {
    const running = await this.#digest.begin();
    if (saved === undefined) running.update(prefixOf(kind));
    else running.load(saved);
    return {
      update: (bytes) => running.update(bytes),
      id: () => toId(running.digest()),
      save: () => running.save(),
    };
  }

  async canGoOn(saved: Bytes): Promise<boolean> {
    try {
      await this.begin('content', saved);
      return true;
    } catch {
      return false;
    }
  }
}

function toId(digest: Bytes): BlobId {
  return asId<BlobId>(toHex(digest));
}

function prefixOf(kind: SegmentKind): Bytes {
  const prefix = PREFIXES.get(kind);
  if (prefix === undefined) throw new Error(`no such kind: ${kind}`);
  return prefix;
}
