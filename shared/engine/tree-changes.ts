import type { Catalog, CatalogChange } from '../catalog/catalog.ts';
import { asId, type ContainerId } from '../model/ids.ts';
import type { ContainerKey } from '../model/item.ts';
import type { Source } from '../sources/source.ts';

type ItemChange = Extract<CatalogChange, { kind: 'item' | 'item-gone' }>;
type PlaceOf = NonNullable<Source['placeOf']>;

/** What a folder is called that nobody has told of; it is as good as at the top. */
const UNTOLD = { name: '', role: null };

/**
 * What changed in a container that holds a tree, in the catalog's words: its folders are containers
 * beside being items, and an item is in the folder it lies in. Entries come in the order of their
 * ids, parents after children: a folder that is needed before it was told gets its name later.
 */
export class TreeChanges {
  readonly #top: ContainerKey & { container: ContainerId };
  readonly #placeOf: PlaceOf;
  readonly #known: Set<ContainerId>;
  readonly #gone: ContainerId[] = [];

  constructor(
    catalog: Pick<Catalog, 'containers'>,
    { account, source, container }: Pick<ItemChange, 'account' | 'source' | 'container'>,
    placeOf: PlaceOf,
  ) {
    this.#top = { account, source, container, id: container };
    this.#placeOf = placeOf;
    const known = catalog.containers(account, source).filter(({ isGone }) => !isGone);
    this.#known = new Set([container, ...known.map(({ id }) => id)]);
  }

  /** `was` and `meta`: before and now; undefined when it was or is not there, null when damaged. */
  place(change: ItemChange, was: unknown, meta: unknown): CatalogChange[] {
    const id = asId<ContainerId>(change.itemId);
    const [before, now] = [this.#read(was), this.#read(meta)];
    const changes: CatalogChange[] = [];
    if (now !== undefined) {
      changes.push(...this.#untold(now.parent));
      if (now.asFolder !== null) changes.push(this.#folder(id, now.parent, now.asFolder));
      changes.push({ ...change, container: now.parent });
    }
    if (before !== undefined && before.parent !== now?.parent) {
      const { account, source, itemId } = change;
      changes.push({ kind: 'item-gone', account, source, container: before.parent, itemId });
    }
    if (now === undefined && before?.asFolder) this.#gone.push(id);
    return changes;
  }

  /** After everything else: what has left a folder that is gone was told where it is by then. */
  foldersGone(): CatalogChange[] {
    const { account, source } = this.#top;
    return this.#gone.map((id) => ({ kind: 'container-gone', account, source, id }));
  }

  #read(meta: unknown) {
    if (meta === undefined) return undefined;
    const place = meta === null ? { parent: null, asFolder: null } : this.#placeOf(meta);
    return { ...place, parent: place.parent ?? this.#top.container };
  }

  #untold(id: ContainerId): CatalogChange[] {
    return this.#known.has(id) ? [] : [this.#folder(id, this.#top.container, UNTOLD)];
  }

  #folder(
    id: ContainerId,
    parent: ContainerId,
    { name, role }: { name: string; role: string | null },
  ): CatalogChange {
    this.#known.add(id);
    const { account, source } = this.#top;
    return {
      kind: 'container',
      account,
      source,
      container: { id, parent, name, role, hidden: false },
    };
  }
}
