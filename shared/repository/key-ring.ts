import { fromHex, toHex } from '../lib/bytes.ts';
import { Fault, isFault } from '../model/fault.ts';
import { decoding } from './decoding.ts';
import { nameOf } from './file-names.ts';
import type { MasterKey, RepositoryKey } from './keys.ts';
import type { RepositoryFiles } from './repository-files.ts';
import { decodeSlot, type Slot, type SlotKind } from './slot-file.ts';
import { kindOfSecret, openSlot, type Secret } from './slots.ts';

/** What lies there. */
export interface ReadSlots {
  /** Sound ones, by the hashes of their files. */
  slots: Map<string, Slot>;
  damaged: string[];
}

/** The slots of a repository, as they lie there: what opens it. `SlotChanges` writes them. */
export class KeyRing {
  readonly #files: RepositoryFiles;
  readonly #repository: string;

  constructor(files: RepositoryFiles, repository: string) {
    this.#files = files;
    this.#repository = repository;
  }

  /** What opens it, as far as slots are sound. With an open one it is not locked. */
  async kinds(): Promise<ReadonlySet<SlotKind>> {
    const { slots } = await this.read();
    return new Set([...slots.values()].map(({ kind }) => kind));
  }

  /** Faults: `key-needed`, `wrong-password`, `key-damaged`, `unsupported` (memory). */
  async unlock(secret: Secret | undefined): Promise<MasterKey> {
    const { slots, damaged } = await this.read();
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
    const { slots } = await this.read();
    const ids = [...slots.values()].map(({ keyId }) => keyId);
    if (ids.length === 0 || ids.includes(toHex(key.id))) return;
    throw new Fault('wrong-password', 'the key is that of another repository');
  }

  /** Damaged ones are reported. Faults: those of the backend. */
  async read(): Promise<ReadSlots> {
    const read: ReadSlots = { slots: new Map(), damaged: [] };
    for (const hash of (await this.#files.list('key')).keys()) {
      try {
        const slot = await this.readSlot(hash);
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

  /** Undefined when it is not there, or of a kind that came later. Faults: `corrupt`. */
  async readSlot(hash: string): Promise<Slot | undefined> {
    const bytes = await this.#files.read('key', hash);
    if (bytes === undefined) return undefined;
    return decoding(nameOf('key', hash), () => decodeSlot(bytes));
  }
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
