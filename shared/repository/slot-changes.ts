import { areEqual, fromHex } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import { nameOf } from './file-names.ts';
import type { KeyRing } from './key-ring.ts';
import type { MasterKey } from './keys.ts';
import type { RepositoryFiles } from './repository-files.ts';
import { encodeSlot, SLOT_COPIES, type SlotKind } from './slot-file.ts';
import { makeOpenSlot, makeWrappedSlot, type SlotMaking } from './slot-making.ts';
import { kindOfSecret, openSlot, type Secret } from './slots.ts';

/** How a repository is to be opened from now on. */
export type Lock = 'open' | { passphrase: string; code: string };

/**
 * Writes and removes slots. A new one is read back and opened before an old one is removed, so that
 * a crash at any step leaves a repository that opens.
 */
export class SlotChanges {
  readonly #ring: KeyRing;
  readonly #files: RepositoryFiles;
  readonly #repository: string;
  readonly #making: SlotMaking;

  constructor(ring: KeyRing, files: RepositoryFiles, repository: string, making: SlotMaking) {
    this.#ring = ring;
    this.#files = files;
    this.#repository = repository;
    this.#making = making;
  }

  /** For a repository that is being made. */
  async begin(master: MasterKey, lock: Lock): Promise<void> {
    await this.#write(master, lock === 'open' ? [lock] : waysOf(lock));
  }

  /** From open to locked, or to another passphrase and code altogether. */
  async lock(master: MasterKey, lock: Exclude<Lock, 'open'>): Promise<void> {
    const written = await this.#write(master, waysOf(lock));
    // A damaged file may be an open slot of which the key can still be read.
    await this.#remove(() => true, written);
  }

  /** From locked to open. */
  async unlockForGood(master: MasterKey): Promise<void> {
    const written = await this.#write(master, ['open']);
    await this.#remove(() => true, written);
  }

  /** Another passphrase, or another recovery code, and the rest as it is. */
  async replace(master: MasterKey, secret: Secret): Promise<void> {
    const written = await this.#write(master, [secret]);
    await this.#remove((kind) => kind === kindOfSecret(secret), written);
  }

  /** Writes damaged copies of slots anew from their other copies; false: there are none. */
  async mend(): Promise<boolean> {
    const { mendable } = await this.#ring.read();
    for (const bytes of mendable) await this.#files.put('key', bytes);
    return mendable.length > 0;
  }

  async #write(master: MasterKey, ways: readonly ('open' | Secret)[]): Promise<string[]> {
    // Shows files that an interrupted attempt left torn; they give way to whole ones.
    await this.#ring.read();
    const written: string[] = [];
    for (const way of ways) {
      const slot =
        way === 'open'
          ? makeOpenSlot(this.#repository, master)
          : await makeWrappedSlot(this.#repository, master, way, this.#making);
      const copies: string[] = [];
      for (const copy of SLOT_COPIES) {
        copies.push(await this.#files.put('key', encodeSlot(slot, copy)));
      }
      await this.#prove(copies, master, way);
      written.push(...copies);
    }
    return written;
  }

  /** Nothing old is removed before what is new has opened, from the bytes that lie there. */
  async #prove(copies: readonly string[], master: MasterKey, way: 'open' | Secret): Promise<void> {
    const read = await Promise.all(copies.map((hash) => this.#ring.readSlot(hash)));
    const [first, ...others] = read.filter((slot) => slot !== undefined);
    const isSame = others.every((slot) => JSON.stringify(slot) === JSON.stringify(first));
    if (first !== undefined && others.length === copies.length - 1 && isSame) {
      const opened =
        first.kind === 'open'
          ? fromHex(first.master)
          : way === 'open'
            ? undefined
            : (await openSlot(first, way))?.bytes;
      if (opened !== undefined && areEqual(opened, master.bytes)) return;
    }
    throw new Fault('corrupt', 'a new slot does not open; the old ones are as they were');
  }

  async #remove(
    isOld: (kind: SlotKind | 'damaged') => boolean,
    written: readonly string[],
  ): Promise<void> {
    const { slots, damaged } = await this.#ring.read();
    const all = [
      ...[...slots].map(([hash, { kind }]) => ({ hash, kind })),
      ...damaged.map((hash) => ({ hash, kind: 'damaged' as const })),
    ];
    const old = all.filter(({ hash, kind }) => !written.includes(hash) && isOld(kind));
    for (const { hash } of old) await this.#files.backend.remove(nameOf('key', hash));
  }
}

function waysOf({ passphrase, code }: Exclude<Lock, 'open'>): Secret[] {
  return [{ passphrase }, { code }];
}
