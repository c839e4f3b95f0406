import type { SyncFile } from './private-files.ts';

/** What a disk takes as a whole. */
const SECTOR_BYTES = 512;

/** A file as the sealer sees it, in memory: for tests that cut off its power. */
export class MemoryFile implements SyncFile {
  /** Thrown by the next write, flush or truncation after so many. */
  failAfter = Number.POSITIVE_INFINITY;
  #bytes = new Uint8Array(0);
  /** As it was when it was flushed, and what came since. */
  #durable = new Uint8Array(0);
  #unflushed: { at: number; bytes: Uint8Array }[] = [];

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  read(into: Uint8Array<ArrayBuffer>, { at }: { at: number }): number {
    const there = this.#bytes.subarray(at, at + into.byteLength);
    into.set(there);
    return there.byteLength;
  }

  write(bytes: Uint8Array<ArrayBuffer>, { at }: { at: number }): number {
    this.#count();
    this.#unflushed.push({ at, bytes: bytes.slice() });
    this.#bytes = written(this.#bytes, bytes, at);
    return bytes.byteLength;
  }

  truncate(sizeBytes: number): void {
    this.#count();
    const kept = new Uint8Array(sizeBytes);
    kept.set(this.#bytes.subarray(0, sizeBytes));
    this.#bytes = kept;
    this.flush();
  }

  getSize(): number {
    return this.#bytes.byteLength;
  }

  flush(): void {
    this.#count();
    this.#durable = this.#bytes.slice();
    this.#unflushed = [];
  }

  close(): void {}

  /** What the disk has after a power cut: of what was not flushed, the sectors `isKept` says. */
  cutOff(isKept: () => boolean): MemoryFile {
    const left = new MemoryFile();
    left.#bytes = this.#durable.slice();
    for (const { at, bytes } of this.#unflushed) {
      for (let done = 0; done < bytes.byteLength; done += SECTOR_BYTES) {
        const sector = bytes.subarray(done, done + SECTOR_BYTES);
        if (isKept()) left.#bytes = written(left.#bytes, sector, at + done);
      }
    }
    left.#durable = left.#bytes.slice();
    return left;
  }

  #count(): void {
    this.failAfter -= 1;
    if (this.failAfter < 0) throw new Error('cut off');
  }
}

/** `before` itself where that is long enough. */
function written(
  before: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array,
  at: number,
): Uint8Array<ArrayBuffer> {
  const end = at + bytes.byteLength;
  const after = end <= before.byteLength ? before : new Uint8Array(end);
  if (after !== before) after.set(before);
  after.set(bytes, at);
  return after;
}
