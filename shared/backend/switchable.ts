import type { Backend, ByteRange, FileInfo } from './backend.ts';

/** A place that everybody may hold on to while the copy goes to another one. */
export class SwitchableBackend implements Backend {
  #place: Backend;

  constructor(place: Backend) {
    this.#place = place;
  }

  /** From now on. What is under way ends where it began. */
  use(place: Backend): void {
    this.#place = place;
  }

  get(name: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#place.get(name, range);
  }

  put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#place.put(name, bytes);
  }

  remove(name: string): Promise<void> {
    return this.#place.remove(name);
  }

  list(prefix: string): AsyncIterable<FileInfo> {
    return this.#place.list(prefix);
  }
}
