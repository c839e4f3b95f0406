import { areEqual, type Bytes, JoinBuffer, release } from '../lib/bytes.ts';
import type { BlobId } from '../model/ids.ts';
import { pack, unpack } from './compress.ts';
import { encodeDirectory, type SegmentEntry } from './directory.ts';
import {
  HEAD_BYTES,
  MAX_SEGMENTS_IN_PACK,
  METHOD,
  type PackClass,
  type SegmentKind,
  TAG_BYTES,
  TAIL_BYTES,
} from './format.ts';
import { directoryMessage, segmentMessage } from './message.ts';
import { decodePackDirectory, decodeTail, encodeTail } from './pack.ts';
import type { FileSeal, SealedFile, Sealer } from './sealer.ts';

/** Segments of a pack are sealed a few at a time: a call each costs more than the work of many. */
const SEALED_AT_ONCE = 16;
const SEALED_AT_ONCE_BYTES = 1024 * 1024;

/** What comes out is compressed, or copied into the pack, at once. */
const joined = new JoinBuffer();

export interface NewBlob {
  id: BlobId;
  kind: SegmentKind;
  bytes: Bytes;
}

export interface SealedPack {
  bytes: Bytes;
  /** As it stands in the pack, in the clear. */
  directory: Bytes;
}

interface Sealing {
  seal: FileSeal;
  /** As a reader would open it, from the head that will be written. */
  opened: SealedFile;
}

/**
 * A pack being filled, in one piece of memory: compressed segments stand at their final places at
 * once, with room for their tags, and are sealed there when the pack is closed. Until it has been
 * written they are read from here.
 */
export class PackBuilder {
  readonly #sealer: Sealer;
  readonly #packClass: PackClass;
  readonly #directory: SegmentEntry[] = [];
  readonly #mostBytes: number;
  #bytes: Bytes;
  #length = HEAD_BYTES;
  #sealing: Sealing | undefined;
  readonly #sealed = new Set<number>();

  /**
   * Memory to begin with, whatever is in it. When it does not suffice there will be more, of
   * `mostBytes` where that is enough.
   */
  constructor(sealer: Sealer, packClass: PackClass, memory: Bytes, mostBytes: number) {
    this.#mostBytes = mostBytes;
    this.#sealer = sealer;
    this.#packClass = packClass;
    this.#bytes = memory;
  }

  /** For the next pack, when this one is not needed any more. */
  get memory(): Bytes {
    return this.#bytes;
  }

  /** Without directory and tail. */
  get sizeBytes(): number {
    return this.#length;
  }

  get segmentCount(): number {
    return this.#directory.length;
  }

  get isFull(): boolean {
    return this.#directory.length >= MAX_SEGMENTS_IN_PACK;
  }

  addSegment(kind: SegmentKind, blobs: readonly NewBlob[]): SegmentEntry {
    const [first] = blobs;
    const plain =
      blobs.length === 1 && first !== undefined
        ? first.bytes
        : joined.join(blobs.map((blob) => blob.bytes));
    const { method, stored } = pack(plain);
    const entry: SegmentEntry = {
      offset: this.#length,
      storedLength: stored.byteLength,
      plainLength: plain.byteLength,
      method,
      kind,
      blobs: blobs.map((blob) => ({ id: blob.id, length: blob.bytes.byteLength, kind: blob.kind })),
    };
    this.#makeRoom(stored.byteLength + TAG_BYTES);
    this.#bytes.set(stored, this.#length);
    this.#length += entry.storedLength + TAG_BYTES;
    // What is raw is the caller's.
    if (method !== METHOD.raw) release(stored);
    this.#directory.push(entry);
    return entry;
  }

  /** Plain bytes of a segment, in memory of their own. */
  async read(number: number): Promise<Bytes> {
    const entry = this.#entry(number);
    const { offset, storedLength, plainLength, method } = entry;
    // Copied before anything is awaited: the pack may be sealed meanwhile.
    const sealed = this.#bytes.slice(offset, offset + storedLength + TAG_BYTES);
    const opened = this.#sealed.has(number) ? this.#sealing?.opened : undefined;
    const stored =
      opened === undefined
        ? sealed.subarray(0, storedLength)
        : await opened.open(segmentMessage(number, entry), sealed);
    return unpack({ method, stored }, plainLength);
  }

  /**
   * The whole pack, decoded once more and compared with what it was made of. Nothing is added
   * afterwards. When it fails it may be called again and goes on where it was.
   */
  async seal(): Promise<SealedPack> {
    this.#sealing ??= await this.#beginSealing();
    const { seal, opened } = this.#sealing;
    const directory = encodeDirectory(this.#directory);
    this.#makeRoom(directory.byteLength + TAG_BYTES + TAIL_BYTES);
    for (const batch of this.#batches()) {
      await Promise.all(batch.map((number) => this.#sealSegment(number, { seal, opened })));
    }
    const end = this.#length;
    const tail = { directoryOffset: end, directoryLength: directory.byteLength };
    const sealed = await seal.seal(directoryMessage(directory.byteLength), directory);
    this.#bytes.set(sealed, end);
    this.#bytes.set(encodeTail(tail), end + sealed.byteLength);
    const bytes = this.#bytes.subarray(0, end + sealed.byteLength + TAIL_BYTES);
    await this.#check(bytes, opened, directory);
    return { bytes, directory };
  }

  /** Numbers of segments, a few at a time. */
  *#batches(): Generator<number[], void> {
    let batch: number[] = [];
    let sizeBytes = 0;
    for (const [number, { storedLength }] of this.#directory.entries()) {
      const isEnough = sizeBytes + storedLength > SEALED_AT_ONCE_BYTES;
      if (batch.length > 0 && (isEnough || batch.length === SEALED_AT_ONCE)) {
        yield batch;
        batch = [];
        sizeBytes = 0;
      }
      batch.push(number);
      sizeBytes += storedLength;
    }
    yield batch;
  }

  async #beginSealing(): Promise<Sealing> {
    const seal = await this.#sealer.begin('pack', this.#packClass);
    this.#bytes.set(seal.head, 0);
    const opened = await this.#sealer.open('pack', this.#bytes.slice(0, HEAD_BYTES));
    return { seal, opened };
  }

  async #sealSegment(number: number, { seal, opened }: Sealing): Promise<void> {
    if (this.#sealed.has(number)) return;
    const entry = this.#entry(number);
    const message = segmentMessage(number, entry);
    const stored = this.#bytes.subarray(entry.offset, entry.offset + entry.storedLength);
    const sealed = await seal.seal(message, stored);
    const again = await opened.open(message, sealed);
    if (!areEqual(again, stored)) throw unlike();
    this.#bytes.set(sealed, entry.offset);
    release(sealed);
    release(again);
    this.#sealed.add(number);
  }

  /** Read back as a reader would; the segments were compared when they were sealed. */
  async #check(bytes: Bytes, opened: SealedFile, directory: Bytes): Promise<void> {
    const tail = decodeTail(bytes.subarray(-TAIL_BYTES), bytes.byteLength);
    const end = bytes.subarray(tail.directoryOffset);
    const decoded = await decodePackDirectory(opened, end, tail);
    if (!areEqual(encodeDirectory(decoded), directory)) throw unlike();
  }

  #entry(number: number): SegmentEntry {
    const entry = this.#directory[number];
    if (entry === undefined) throw new Error('a pack without that segment');
    return entry;
  }

  #makeRoom(sizeBytes: number): void {
    const needed = this.#length + sizeBytes;
    if (needed <= this.#bytes.byteLength) return;
    const usual = Math.min(2 * this.#bytes.byteLength, this.#mostBytes);
    const larger = new Uint8Array(Math.max(needed, usual));
    larger.set(this.#bytes.subarray(0, this.#length));
    release(this.#bytes);
    this.#bytes = larger;
  }
}

function unlike(): Error {
  return new Error('a sealed pack does not decode to what it was made from');
}
