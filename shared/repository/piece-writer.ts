import { type Bytes, release } from '../lib/bytes.ts';
import type { BlobId } from '../model/ids.ts';
import type { BlobIds } from './blob-id.ts';
import { PIECES_SEGMENT_BYTES } from './format.ts';
import type { NewBlob } from './pack-builder.ts';
import type { PackWriter } from './pack-writer.ts';
import type { Piece } from './piece-list.ts';

export interface PieceWriterOptions {
  /** Each piece is in memory of its own and is given back here. */
  isOwner: boolean;
  /** What is written comes behind these. */
  pieces?: readonly Piece[];
  /** Told each piece, in order. */
  passed?(bytes: Bytes): void;
  /** Told all pieces so far, when each of them is in a pack; nothing behind them has passed yet. */
  stored?(pieces: readonly Piece[]): void;
}

/**
 * Writes the pieces of one blob. New ones that stand next to each other share a segment, so that
 * the compressor sees as far as if nothing had been cut.
 */
export class PieceWriter {
  readonly #ids: BlobIds;
  readonly #writer: PackWriter;
  readonly #has: (id: BlobId) => boolean;
  readonly #pieces: Piece[];
  readonly #options: PieceWriterOptions;
  #group = new Map<BlobId, NewBlob>();
  #groupBytes = 0;
  /** Until the newest piece, and all before it, are in a group. */
  #taken: Promise<void> = Promise.resolve();

  constructor(
    ids: BlobIds,
    writer: PackWriter,
    has: (id: BlobId) => boolean,
    options: PieceWriterOptions,
  ) {
    this.#ids = ids;
    this.#writer = writer;
    this.#has = has;
    this.#options = options;
    this.#pieces = [...(options.pieces ?? [])];
  }

  /**
   * The bytes must not change until `finish` has resolved. It waits for the piece before this one
   * alone: while this one is hashed, more bytes can come. Faults: those of the pieces before.
   */
  async add(bytes: Bytes): Promise<void> {
    const before = this.#taken;
    const ready = Promise.all([this.#ids.make('piece', bytes), before]);
    this.#taken = ready.then(([id]) => this.#take(id, bytes));
    // Whoever comes next is told.
    this.#taken.catch(() => {});
    await before;
  }

  /** Nothing goes on any more; for whoever gives up, as `finish` sees to it otherwise. */
  async settle(): Promise<void> {
    await this.#taken.catch(() => {});
  }

  async #take(id: BlobId, bytes: Bytes): Promise<void> {
    const length = bytes.byteLength;
    const isKnown = this.#group.has(id) || this.#has(id);
    if (!isKnown && this.#groupBytes + length > PIECES_SEGMENT_BYTES) await this.#closeGroup();
    this.#pieces.push({ id, length });
    this.#options.passed?.(bytes);
    if (isKnown) {
      this.#giveBack(bytes);
      if (this.#group.size === 0) this.#options.stored?.(this.#pieces);
      return;
    }
    this.#group.set(id, { id, kind: 'piece', bytes });
    this.#groupBytes += length;
  }

  /** All pieces, in order; each is in a pack. */
  async finish(): Promise<readonly Piece[]> {
    await this.#taken;
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
    if (group.length > 0) this.#options.stored?.(this.#pieces);
  }

  #giveBack(bytes: Bytes): void {
    if (this.#options.isOwner) release(bytes);
  }
}
