import type { ItemId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import type { ContainerWork } from './container-work.ts';

/** So many look-ups one by one, and then a list of all ids is worth its memory. */
const LOOK_UPS_BEFORE_LIST = 100;

/**
 * In which container an item is, when it is not in the one that tells it: it has moved, and what
 * is stored of it moves along without being fetched again.
 */
export class Whereabouts {
  readonly #containers: () => Iterable<ContainerWork>;
  /** Items stored by this run, and after many look-ups all of them. */
  readonly #known = new Map<ItemId, ContainerWork>();
  #lookUps = 0;
  #listing: Promise<void> | null = null;
  /** Containers that had items when the run began; only they need to be asked. */
  readonly #older: readonly ContainerWork[];

  constructor(containers: () => Iterable<ContainerWork>) {
    this.#containers = containers;
    this.#older = [...containers()].filter((container) => container.itemCount > 0);
  }

  note(id: ItemId, container: ContainerWork): void {
    this.#known.set(id, container);
  }

  forget(id: ItemId): void {
    this.#known.delete(id);
  }

  /** Where `id` is, other than in `except`; undefined when it is nowhere. */
  async find(
    id: ItemId,
    except: ContainerWork,
  ): Promise<{ container: ContainerWork; entry: ItemEntry } | undefined> {
    const known = this.#known.get(id);
    if (known !== undefined && known !== except) {
      const entry = await known.get(id);
      if (entry !== undefined) return { container: known, entry };
    }
    if (this.#older.length === 0) return undefined;
    if (this.#listing !== null) {
      await this.#listing;
      return this.#fromList(id, except);
    }
    this.#lookUps += 1;
    if (this.#lookUps > LOOK_UPS_BEFORE_LIST) {
      this.#listing = this.#list();
      await this.#listing;
      return this.#fromList(id, except);
    }
    for (const container of this.#older) {
      if (container === except) continue;
      const entry = await container.get(id);
      if (entry !== undefined) return { container, entry };
    }
    return undefined;
  }

  async #fromList(
    id: ItemId,
    except: ContainerWork,
  ): Promise<{ container: ContainerWork; entry: ItemEntry } | undefined> {
    const container = this.#known.get(id);
    if (container === undefined || container === except) return undefined;
    const entry = await container.get(id);
    return entry === undefined ? undefined : { container, entry };
  }

  async #list(): Promise<void> {
    for (const container of this.#containers()) {
      for await (const [id] of container.entries()) {
        // What this run has stored is newer than a list that takes its time.
        if (!this.#known.has(id)) this.#known.set(id, container);
      }
    }
  }
}
