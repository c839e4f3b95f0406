import type { Backend } from '../backend/backend.ts';
import { Fault } from '../model/fault.ts';
import { decodingLater } from './decoding.ts';
import { nameOf } from './file-names.ts';
import { HEAD_BYTES } from './format.ts';
import type { PackNames } from './pack-names.ts';
import type { SealedFile, Sealer } from './sealer.ts';

/** A key each: the last used packs of some gigabytes. */
const CAPACITY = 512;

/** Packs whose heads have been read, by number: a head costs a reading and a key. */
export class OpenPacks {
  readonly #backend: Backend;
  readonly #names: PackNames;
  readonly #sealer: Sealer;
  readonly #opened = new Map<number, Promise<SealedFile>>();

  constructor(backend: Backend, names: PackNames, sealer: Sealer) {
    this.#backend = backend;
    this.#names = names;
    this.#sealer = sealer;
  }

  /** `isFresh` reads it again. Faults: `corrupt`, `unsupported`, those of the backend. */
  get(pack: number, isFresh: boolean): Promise<SealedFile> {
    const known = isFresh ? undefined : this.#opened.get(pack);
    if (known !== undefined) return known;
    const opening = this.#open(pack);
    this.#opened.delete(pack);
    this.#opened.set(pack, opening);
    opening.catch(() => {
      if (this.#opened.get(pack) === opening) this.#opened.delete(pack);
    });
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size <= CAPACITY) break;
      this.#opened.delete(oldest);
    }
    return opening;
  }

  async #open(pack: number): Promise<SealedFile> {
    const packHash = this.#names.get(pack);
    if (packHash === null) throw new Error('a pack is neither in memory nor written');
    const name = nameOf('pack', packHash);
    const head = await this.#backend.get(name, { offset: 0, length: HEAD_BYTES });
    if (head === undefined) throw new Fault('corrupt', 'a pack is missing');
    return decodingLater(name, () => this.#sealer.open('pack', head));
  }
}
