import { Fault } from '../model/fault.ts';
import type { Backend, ByteRange, FileInfo } from './backend.ts';
import { checkName, cut } from './names.ts';

/** For tests and the demo. Full when `capacityBytes` would be exceeded. */
export class MemoryBackend implements Backend {
  readonly #files = new Map<string, Uint8Array<ArrayBuffer>>();
  /** May be changed: somebody made room. */
  capacityBytes: number;
  #usedBytes = 0;

  constructor(capacityBytes = Number.POSITIVE_INFINITY) {
    this.capacityBytes = capacityBytes;
  }

  async get(name: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = this.#files.get(name);
    return bytes === undefined ? undefined : cut(bytes, range).slice();
  }

  async put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    checkName(name);
    if (this.#files.has(name)) return;
    if (this.#usedBytes + bytes.byteLength > this.capacityBytes) {
      throw new Fault('quota', 'no room left in memory');
    }
    this.#usedBytes += bytes.byteLength;
    this.#files.set(name, bytes.slice());
  }

  async remove(name: string): Promise<void> {
    this.#usedBytes -= this.#files.get(name)?.byteLength ?? 0;
    this.#files.delete(name);
  }

  async *list(prefix: string): AsyncIterable<FileInfo> {
    for (const [name, bytes] of [...this.#files]) {
      if (name.startsWith(prefix)) yield { name, sizeBytes: bytes.byteLength };
    }
  }

  /** Another backend with the same files: what a second look after a crash would find. */
  copy(): MemoryBackend {
    const copy = new MemoryBackend(this.capacityBytes);
    for (const [name, bytes] of this.#files) copy.#files.set(name, bytes);
    copy.#usedBytes = this.#usedBytes;
    return copy;
  }

  /** Puts wrong bytes under a name, as a failing disk would. */
  damage(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.#usedBytes += bytes.byteLength - (this.#files.get(name)?.byteLength ?? 0);
    this.#files.set(name, bytes);
  }
}
