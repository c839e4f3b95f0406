import type { Bytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';

/** WebCrypto is fastest from this size on; smaller ones would mean less to seal for a small change. */
export const CHUNK_BYTES = 64 * 1024;

/** What was written since the last time, as it is at one moment. */
export interface ChangedChunks {
  /** Of the whole file. */
  sizeBytes: number;
  count: number;
  /** By number, those beyond the end left out; null where nothing was ever written. */
  chunks: ReadonlyMap<number, Bytes | null>;
}

/**
 * A file in memory, outside of the database's own: it can be given back to the system, and be
 * overwritten. Chunks that are being sealed are frozen: whoever writes to one meanwhile gets a copy.
 */
export class ChunkFile {
  #chunks: (Bytes | null)[];
  #sizeBytes: number;
  readonly #changed = new Set<number>();
  #isResized = false;
  #frozen: ReadonlyMap<number, Bytes | null> | null = null;

  /** Takes `chunks` over. */
  constructor(chunks: (Bytes | null)[] = [], sizeBytes = 0) {
    this.#chunks = chunks;
    this.#sizeBytes = sizeBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Fills `into` from `at` on, with zeros beyond the end; tells how much was there. */
  read(into: Uint8Array, at: number): number {
    const there = Math.max(0, Math.min(into.byteLength, this.#sizeBytes - at));
    for (let done = 0; done < there; ) {
      const from = (at + done) % CHUNK_BYTES;
      const length = Math.min(CHUNK_BYTES - from, there - done);
      const chunk = this.#chunks[Math.floor((at + done) / CHUNK_BYTES)];
      if (chunk) into.set(chunk.subarray(from, from + length), done);
      else into.fill(0, done, done + length);
      done += length;
    }
    into.fill(0, there);
    return there;
  }

  write(bytes: Uint8Array, at: number): void {
    for (let done = 0; done < bytes.byteLength; ) {
      const from = (at + done) % CHUNK_BYTES;
      const length = Math.min(CHUNK_BYTES - from, bytes.byteLength - done);
      const chunk = this.#writable(Math.floor((at + done) / CHUNK_BYTES));
      chunk.set(bytes.subarray(done, done + length), from);
      done += length;
    }
    if (bytes.byteLength > 0) this.#resize(Math.max(this.#sizeBytes, at + bytes.byteLength));
  }

  truncate(sizeBytes: number): void {
    if (sizeBytes < this.#sizeBytes) this.#cut(sizeBytes);
    this.#resize(sizeBytes);
  }

  /**
   * Freezes what was written since the last time; null when nothing was. To be followed by `thaw`.
   */
  freeze(): ChangedChunks | null {
    if (this.#frozen) throw new Fault('unexpected', 'chunks are frozen already');
    if (this.#changed.size === 0 && !this.#isResized) return null;
    const count = Math.ceil(this.#sizeBytes / CHUNK_BYTES);
    const chunks = new Map<number, Bytes | null>();
    for (const at of this.#changed) if (at < count) chunks.set(at, this.#chunks[at] ?? null);
    this.#changed.clear();
    this.#isResized = false;
    this.#frozen = chunks;
    return { sizeBytes: this.#sizeBytes, count, chunks };
  }

  /** `isSealed` false: what was frozen still counts as changed. */
  thaw(isSealed: boolean): void {
    if (this.#frozen && !isSealed) this.#isResized = true;
    for (const [at, chunk] of this.#frozen ?? []) {
      if (!isSealed) this.#changed.add(at);
      if (chunk && this.#chunks[at] !== chunk) chunk.fill(0);
    }
    this.#frozen = null;
  }

  /**
   * Overwrites and forgets everything. What the engine of the language copied when it moved memory
   * is out of reach.
   */
  wipe(): void {
    for (const chunk of this.#chunks) chunk?.fill(0);
    for (const chunk of this.#frozen?.values() ?? []) chunk?.fill(0);
    this.#chunks = [];
    this.#sizeBytes = 0;
    this.#changed.clear();
    this.#frozen = null;
  }

  #cut(sizeBytes: number): void {
    const count = Math.ceil(sizeBytes / CHUNK_BYTES);
    for (let at = count; at < this.#chunks.length; at += 1) {
      this.#changed.add(at);
      if (this.#frozen?.get(at) !== this.#chunks[at]) this.#chunks[at]?.fill(0);
    }
    this.#chunks.length = Math.min(this.#chunks.length, count);
    // What is beyond the end must read as zeros when the file grows again.
    const end = sizeBytes % CHUNK_BYTES;
    if (end > 0 && this.#chunks[count - 1]) this.#writable(count - 1).fill(0, end);
  }

  #resize(sizeBytes: number): void {
    if (sizeBytes !== this.#sizeBytes) this.#isResized = true;
    this.#sizeBytes = sizeBytes;
  }

  #writable(at: number): Bytes {
    this.#changed.add(at);
    const chunk = this.#chunks[at];
    if (chunk && this.#frozen?.get(at) !== chunk) return chunk;
    const copy = chunk ? chunk.slice() : new Uint8Array(CHUNK_BYTES);
    // An array with holes would be slow to read.
    while (this.#chunks.length < at) this.#chunks.push(null);
    this.#chunks[at] = copy;
    return copy;
  }
}
