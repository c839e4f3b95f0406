import { type Bytes, release } from '../lib/bytes.ts';
import type { BlobId } from '../model/ids.ts';
import type { BlobIds } from './blob-id.ts';
import { PIECES_SEGMENT_BYTES } from './format.ts';
import type { NewBlob } from './pack-builder.ts';
import type { PackWriter } from './pack-writer.ts';
import type { Piece } from './piece-list.ts';

/**
 * Writes the pieces of one blob. New ones that stand next to each other share a segment, so that
 * the compressor sees as far as if nothing had been cut.
 */
export class PieceWriter {
  readonly #ids: BlobIds;
  readonly #writer: PackWriter;
  readonly #has: (id: BlobId) => boolean;
  readonly #pieces: Piece[] = [];
  readonly #isOwner: boolean;
  readonly #stored: (pieces: readonly Piece[]) => void;
  #group = new Map<BlobId, NewBlob>();
  #groupBytes = 0;

  /**
   * Each piece is in memory of its own and is given back here, when `isOwner`. `stored` is told all
   * pieces so far whenever each of them is in a pack, or was.
   */
  constructor(
    ids: BlobIds,
    writer: PackWriter,
    has: (id: BlobId) => boolean,
    {
      isOwner,
      stored = () => {},
    }: { isOwner: boolean; stored?: (pieces: readonly Piece[]) => void },
  ) {
    this.#stored = stored;
    this.#ids = ids;
    this.#writer = writer;
    this.#has = has;
    this.#isOwner = isOwner;
  }

  /** The bytes must not change until `finish` has resolved. */
  async add(bytes: Bytes): Promise<void> {
    const id = await this.#ids.make('piece', bytes);
    const length = bytes.byteLength;
    const isKnown = this.#group.has(id) || this.#has(id);
    if (!isKnown && this.#groupBytes + length > PIECES_SEGMENT_BYTES) await this.#closeGroup();
    this.#pieces.push({ id, length });
    if (isKnown) {
      this.#giveBack(bytes);
      if (this.#group.size === 0) this.#stored(this.#pieces);
      return;
    }
    this.#group.set(id, { id, kind: 'piece', bytes });
    this.#groupBytes += length;
  }

  /** All pieces, in order; each is in a pack. */
  async finish(): Promise<readonly Piece[]> {
    await this.#closeGroup();
    return this.#pieces;
  }

  async #closeGroup(): Promise<void> {
    await this.#writer.ready();
    // Another blob with the same pieces may have been quicker.
    const group = [...this.#group.values()];
    const fresh = group.filter(({ id }) => !this.#has(id));
    this.#group = new Map();
    this.#groupBytes = 0;
    if (fresh.length > 0) this.#writer.addSegment('piece', fresh);
    for (const { bytes } of group) this.#giveBack(bytes);
    if (group.length > 0) this.#stored(this.#pieces);
  }

  #giveBack(bytes: Bytes): void {
    if (this.#isOwner) release(bytes);
  }
}
