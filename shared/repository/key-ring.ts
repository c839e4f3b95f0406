import { type Bytes, fromHex, toHex } from '../lib/bytes.ts';
import { hash } from '../lib/hash.ts';
import { Fault, isFault } from '../model/fault.ts';
import { decoding } from './decoding.ts';
import { nameOf } from './file-names.ts';
import type { MasterKey, RepositoryKey } from './keys.ts';
import type { RepositoryFiles } from './repository-files.ts';
import { decodeSlot, encodeSlot, SLOT_COPIES, type Slot, type SlotKind } from './slot-file.ts';
import { kindOfSecret, openSlot, type Secret } from './slots.ts';

const DAMAGED = 'a file with the key is damaged';
const MENDABLE = `${DAMAGED}; the next repair writes it anew from its other copy`;

/** What lies there. */
export interface ReadSlots {
  /** Sound ones, by the hashes of their files. */
  slots: Map<string, Slot>;
  damaged: string[];
  /** Files to be written anew in place of damaged ones: their other copy is whole. */
  mendable: Bytes[];
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
    const read: ReadSlots = { slots: new Map(), damaged: [], mendable: [] };
    for (const name of (await this.#files.list('key')).keys()) {
      try {
        const slot = await this.readSlot(name);
        if (slot?.repository === this.#repository) read.slots.set(name, slot);
      } catch (error) {
        if (!isFault(error, 'corrupt')) throw error;
        read.damaged.push(name);
      }
    }
    if (read.damaged.length > 0) await this.#lookForTwins(read);
    return read;
  }

  async #lookForTwins({ slots, damaged, mendable }: ReadSlots): Promise<void> {
    const whole = new Map<string, Bytes>();
    for (const slot of slots.values()) {
      for (const copy of SLOT_COPIES) {
        const bytes = encodeSlot(slot, copy);
        whole.set(toHex(await hash(bytes)), bytes);
      }
    }
    for (const name of damaged) {
      const bytes = whole.get(name);
      if (bytes !== undefined) mendable.push(bytes);
      this.#files.reportBroken(nameOf('key', name), bytes === undefined ? DAMAGED : MENDABLE);
    }
  }

  /** Undefined when it is not there, or of a kind that came later. Faults: `corrupt`. */
  async readSlot(name: string): Promise<Slot | undefined> {
    const bytes = await this.#files.read('key', name);
    if (bytes === undefined) return undefined;
    return decoding(nameOf('key', name), () => decodeSlot(bytes));
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
