import { asId, type ItemId } from '../model/ids.ts';
import type { PutBackWay } from '../model/put-back.ts';
import type { RestoredRecord } from '../sources/restoring.ts';
import type { BundledItem, ChosenItem } from './choose-items.ts';

/**
 * What a unit is called: by its first message, by how many are in it, and by all of them, in the state
 * they are in and without it.
 */
export function unitId(
  kind: PutBackWay['kind'],
  first: ItemId,
  bundle: readonly BundledItem[],
): ItemId {
  const states = new Checksum();
  const ids = new Checksum();
  for (const { ref } of bundle) {
    states.add(`${ref.itemId} ${ref.entry.version}\n`);
    ids.add(`${ref.itemId}\n`);
  }
  return asId<ItemId>(`${kind} ${first} ${bundle.length} ${states.text} ${ids.text}`);
}

/**
 * Days that earlier runs have put into the mailbox and that a day of now has all of: the same messages
 * from the first on, whatever was edited or came since.
 */
export class EarlierDays {
  readonly #made: () => readonly RestoredRecord[];
  readonly #bundles = new Map<ItemId, readonly BundledItem[]>();

  constructor(made: () => readonly RestoredRecord[]) {
    this.#made = made;
  }

  /** A day that may take their place. */
  note({ row, bundle = [] }: ChosenItem): void {
    this.#bundles.set(row.itemId, bundle);
  }

  of(id: ItemId): readonly RestoredRecord[] {
    const begins = beginnings(this.#bundles.get(id) ?? []);
    const [, first] = id.split(' ');
    return this.#made().filter(({ itemId }) => {
      const [kind, its, count = '', , ids] = itemId.split(' ');
      const isOfIt = kind === 'mail' && its === first && begins.get(Number(count)) === ids;
      return isOfIt && itemId !== id;
    });
  }
}

/** What the first so many of them are called without their states. */
function beginnings(bundle: readonly BundledItem[]): ReadonlyMap<number, string> {
  const ids = new Checksum();
  const found = new Map<number, string>();
  for (const [at, { ref }] of bundle.entries()) {
    ids.add(`${ref.itemId}\n`);
    found.set(at + 1, ids.text);
  }
  return found;
}

/** FNV-1a, of which 64 bits tell units of one chat apart. Source: isthe.com/chongo/tech/comp/fnv. */
class Checksum {
  #sum = 0xcbf29ce484222325n;

  add(text: string): void {
    for (const byte of new TextEncoder().encode(text)) {
      this.#sum = BigInt.asUintN(64, (this.#sum ^ BigInt(byte)) * 0x100000001b3n);
    }
  }

  get text(): string {
    return this.#sum.toString(16);
  }
}
