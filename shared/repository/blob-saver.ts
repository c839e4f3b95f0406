import type { Bytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import type { BlobIds } from './blob-id.ts';
import type { BlobIndex } from './blob-index.ts';
import type { BlobReader } from './blob-reader.ts';
import type { Cutting } from './cutting.ts';
import type { BlobKind, SegmentKind } from './format.ts';
import type { PackWriter } from './pack-writer.ts';
import { encodePieceList, type Piece } from './piece-list.ts';
import { PieceWriter } from './piece-writer.ts';
import { StreamCutter } from './stream-cutter.ts';

export interface StreamOptions {
  /** Helps to choose how it is cut; it need not be known. */
  sizeBytes?: number;
  /** Told all that comes, in pieces, once and in order. */
  passed?(bytes: Bytes): void;
  /**
   * Told all pieces so far, whenever each of them is in a pack that is or will be written, with the
   * hash up to there: who remembers both can go on behind them another day.
   */
  stored?(pieces: readonly Piece[], hash: Bytes): void;
  /** The stream goes on behind these, which are stored; `Repository.canGoOn` has been asked. */
  behind?: { pieces: readonly Piece[]; hash: Bytes };
}

interface SaverParts {
  ids: BlobIds;
  index: BlobIndex;
  writer: PackWriter;
  reader: BlobReader;
  cutting: Cutting;
}

/** Takes blobs in: small ones whole, large ones in pieces, known ones not again. */
export class BlobSaver {
  readonly #parts: SaverParts;

  constructor(parts: SaverParts) {
    this.#parts = parts;
  }

  /** Stored, or about to be, and not only in packs that are going to be removed. */
  has(id: BlobId): boolean {
    return this.#parts.writer.waiting(id) !== undefined || this.#parts.index.has(id);
  }

  /** Faults: `too-large`, and those of the backend, after which it may be called again. */
  async save(kind: BlobKind, bytes: Bytes): Promise<BlobId> {
    const { ids, cutting } = this.#parts;
    const sizeBytes = bytes.byteLength;
    this.#checkSize(sizeBytes);
    const id = await ids.make(kind, bytes);
    if (await this.#isStored(id)) return id;
    if (sizeBytes <= cutting.wholeUpTo(kind)) {
      await this.#add(kind, kind, id, bytes);
      return id;
    }
    if (kind === 'page') throw new Error('a page must fit in one segment');
    const pieces = this.#pieceWriter({ isOwner: false });
    const cutter = cutting.cutterFor(sizeBytes);
    for (let from = 0; from < sizeBytes; ) {
      const end = cutter.end(bytes, from, sizeBytes);
      await pieces.add(bytes.subarray(from, end));
      from = end;
    }
    await this.#addList(kind, id, await pieces.finish());
    return id;
  }

  /** Of a blob that comes bit by bit and may be larger than memory. */
  async saveStream(
    kind: 'body' | 'content',
    stream: AsyncIterable<Bytes>,
    options: StreamOptions,
  ): Promise<{ id: BlobId; sizeBytes: number }> {
    const { cutting } = this.#parts;
    const { sizeBytes, passed, behind } = options;
    const before = lengthOf(behind?.pieces ?? []);
    const wholeUpTo = behind === undefined ? cutting.wholeUpTo(kind) : 0;
    const chunks = new StreamCutter(cutting.cutterFor(sizeBytes), wholeUpTo, sizeBytes);
    // Only what is cut needs a hash that runs: most of what comes is small.
    let cut = behind === undefined ? undefined : await this.#beginPieces(kind, options);
    const add = async (chunk: Bytes) => {
      cut ??= await this.#beginPieces(kind, options);
      await cut.pieces.add(chunk);
    };
    try {
      for await (const bytes of stream) {
        this.#checkSize(before + chunks.sizeBytes + bytes.byteLength);
        for (const chunk of chunks.take(bytes)) await add(chunk);
      }
    } catch (error) {
      await cut?.pieces.settle();
      throw error;
    }
    const whole = behind === undefined ? chunks.wholeIfUncut() : undefined;
    // It came to its end before anything was cut: its size is known now.
    if (whole !== undefined) {
      passed?.(whole);
      return { id: await this.save(kind, whole), sizeBytes: chunks.sizeBytes };
    }
    for (const chunk of chunks.rest()) await add(chunk);
    cut ??= await this.#beginPieces(kind, options);
    const list = await cut.pieces.finish();
    const id = cut.running.id();
    await this.#addList(kind, id, list);
    return { id, sizeBytes: before + chunks.sizeBytes };
  }

  async #beginPieces(kind: BlobKind, { behind, passed, stored }: StreamOptions) {
    const running = await this.#parts.ids.begin(kind, behind?.hash);
    const pieces = this.#pieceWriter({
      isOwner: true,
      pieces: behind?.pieces ?? [],
      passed: (bytes) => {
        running.update(bytes);
        passed?.(bytes);
      },
      stored: (all) => stored?.(all, running.save()),
    });
    return { running, pieces };
  }

  /**
   * A list may have outlived its pieces: it lies in another pack, which was not lost, or not
   * removed as long as other blobs in it were needed.
   */
  async #isStored(id: BlobId): Promise<boolean> {
    const { reader } = this.#parts;
    if (!this.has(id) || !reader.isInPieces(id)) return this.has(id);
    return reader.hasPieces(id, (piece) => this.has(piece));
  }

  #pieceWriter(memory: ConstructorParameters<typeof PieceWriter>[3]): PieceWriter {
    const { ids, writer } = this.#parts;
    return new PieceWriter(ids, writer, (id) => this.has(id), memory);
  }

  async #add(segmentKind: SegmentKind, kind: SegmentKind, id: BlobId, bytes: Bytes): Promise<void> {
    await this.#parts.writer.ready();
    // Another call may have brought the same blob while this one waited.
    if (!this.has(id)) this.#parts.writer.add(segmentKind, { id, kind, bytes });
  }

  async #addList(kind: SegmentKind, id: BlobId, pieces: readonly Piece[]): Promise<void> {
    const { version, mostInList } = this.#parts.cutting;
    let entries = pieces;
    while (entries.length > mostInList) entries = await this.#putBetween(entries, mostInList);
    await this.#parts.writer.ready();
    // Another call may have been quicker; but a list that can't be read is no reason to write none.
    if (await this.#isStored(id)) return;
    this.#parts.writer.add('list', { id, kind, bytes: encodePieceList(version, entries) });
  }

  /** Lists of as many pieces as one holds; each counts as one piece of what comes above. */
  async #putBetween(pieces: readonly Piece[], mostInList: number): Promise<Piece[]> {
    const between: Piece[] = [];
    for (let at = 0; at < pieces.length; at += mostInList) {
      const part = pieces.slice(at, at + mostInList);
      const id = await this.#idOf(part);
      if (!this.has(id)) {
        await this.#add('list', 'piece', id, encodePieceList(this.#parts.cutting.version, part));
      }
      between.push({ id, length: lengthOf(part) });
    }
    return between;
  }

  /** Read once more: to hash it beforehand would cost all the blobs that need no such list. */
  async #idOf(pieces: readonly Piece[]): Promise<BlobId> {
    const running = await this.#parts.ids.begin('piece');
    for (const { id } of pieces) {
      for await (const bytes of this.#parts.reader.stream(id, 'piece')) running.update(bytes);
    }
    return running.id();
  }

  #checkSize(sizeBytes: number): void {
    if (sizeBytes <= this.#parts.cutting.maxBlobBytes) return;
    throw new Fault('too-large', 'a blob is larger than the format takes');
  }
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
