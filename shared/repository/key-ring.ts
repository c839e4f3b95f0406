import { areEqual, fromHex, toHex } from '../lib/bytes.ts';
import { Fault, isFault } from '../model/fault.ts';
import { decoding } from './decoding.ts';
import { nameOf } from './file-names.ts';
import type { MasterKey, RepositoryKey } from './keys.ts';
import type { RepositoryFiles } from './repository-files.ts';
import { decodeSlot, encodeSlot, SLOT_COPIES, type Slot, type SlotKind } from './slot-file.ts';
import {
  kindOfSecret,
  makeOpenSlot,
  makeWrappedSlot,
  openSlot,
  type Secret,
  type SlotMaking,
} from './slots.ts';

/** How a repository is to be opened from now on. */
export type Lock = 'open' | { passphrase: string; code: string };

interface ReadSlots {
  /** Sound ones, by the hashes of their files. */
  slots: Map<string, Slot>;
  damaged: string[];
}

/**
 * The slots of a repository. A new one is read back and opened before an old one is removed, so
 * that a crash at any step leaves a repository that opens.
 */
export class KeyRing {
  readonly #files: RepositoryFiles;
  readonly #repository: string;
  readonly #making: SlotMaking;

  constructor(files: RepositoryFiles, repository: string, making: SlotMaking) {
    this.#files = files;
    this.#repository = repository;
    this.#making = making;
  }

  /** What opens it, as far as slots are sound. With an open one it is not locked. */
  async kinds(): Promise<ReadonlySet<SlotKind>> {
    const { slots } = await this.#read();
    return new Set([...slots.values()].map(({ kind }) => kind));
  }

  /** Faults: `key-needed`, `wrong-password`, `key-damaged`, `unsupported` (memory). */
  async unlock(secret: Secret | undefined): Promise<MasterKey> {
    const { slots, damaged } = await this.#read();
    const distinct = [...slots.values()];
    const open = distinct.find((slot) => slot.kind === 'open');
    if (open !== undefined) return { id: fromHex(open.keyId), bytes: fromHex(open.master) };
    if (distinct.length === 0) throw new Fault('key-damaged', 'no slot of the repository is whole');
    if (secret === undefined) throw new Fault('key-needed', 'the repository is locked');
    const fitting = distinct.filter((slot) => slot.kind === kindOfSecret(secret));
    if (fitting.length === 0 && damaged.length > 0) {
      throw new Fault('key-damaged', 'the slot for this is damaged; another may open it');
    }
    return openAny(fitting, secret);
  }

  /**
   * Whether this key, kept from an earlier opening, is the repository's. When no slot is whole any
   * more it is taken at its word: it may be the last one there is. Faults: `wrong-password`.
   */
  async check(key: RepositoryKey): Promise<void> {
    const { slots } = await this.#read();
    const ids = [...slots.values()].map(({ keyId }) => keyId);
    if (ids.length === 0 || ids.includes(toHex(key.id))) return;
    throw new Fault('wrong-password', 'the key is that of another repository');
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

  async #write(master: MasterKey, ways: readonly ('open' | Secret)[]): Promise<string[]> {
    // Shows files that an interrupted attempt left torn; they give way to whole ones.
    await this.#read();
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
    const read = await Promise.all(copies.map((hash) => this.#readSlot(hash)));
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
    const { slots, damaged } = await this.#read();
    const all = [
      ...[...slots].map(([hash, { kind }]) => ({ hash, kind })),
      ...damaged.map((hash) => ({ hash, kind: 'damaged' as const })),
    ];
    const old = all.filter(({ hash, kind }) => !written.includes(hash) && isOld(kind));
    for (const { hash } of old) await this.#files.backend.remove(nameOf('key', hash));
  }

  async #read(): Promise<ReadSlots> {
    const read: ReadSlots = { slots: new Map(), damaged: [] };
    for (const hash of (await this.#files.list('key')).keys()) {
      try {
        const slot = await this.#readSlot(hash);
        if (slot?.repository === this.#repository) read.slots.set(hash, slot);
      } catch (error) {
        if (!isFault(error, 'corrupt')) throw error;
        read.damaged.push(hash);
        const problem = 'one of the files with the key is damaged; there are two of each';
        this.#files.reportBroken(nameOf('key', hash), problem);
      }
    }
    return read;
  }

  async #readSlot(hash: string): Promise<Slot | undefined> {
    const bytes = await this.#files.read('key', hash);
    if (bytes === undefined) return undefined;
    return decoding(nameOf('key', hash), () => decodeSlot(bytes));
  }
}

function waysOf({ passphrase, code }: Exclude<Lock, 'open'>): Secret[] {
  return [{ passphrase }, { code }];
}

/** Two copies of a slot are one: each costs a second to try. */
async function openAny(slots: readonly Slot[], secret: Secret): Promise<MasterKey> {
  const tried = new Set<string>();
  let isDamaged = false;
  for (const slot of slots) {
    const name = JSON.stringify(slot);
    if (slot.kind === 'open' || tried.has(name)) continue;
    tried.add(name);
    try {
      const master = await openSlot(slot, secret);
      if (master !== undefined) return master;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      isDamaged = true;
    }
  }
  if (isDamaged) throw new Fault('key-damaged', 'the key in a slot is damaged');
  throw new Fault('wrong-password', 'no slot opens with this');
}
