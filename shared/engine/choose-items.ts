import type { Catalog } from '../catalog/catalog.ts';
import { Fault } from '../model/fault.ts';
import { type AccountId, asId, type ContainerId, type ItemId } from '../model/ids.ts';
import type { ContainerKey, ItemRef, ItemRow, SourceName } from '../model/item.ts';
import type { ContainerSummary } from '../model/lists.ts';
import type { RestoreSelection } from '../model/restore-selection.ts';
import { readRow, refOf } from './catalog-rows.ts';

/** One item that is to be restored: its line, and enough to read it back. Plain data. */
export interface ChosenItem {
  row: ItemRow;
  ref: ItemRef;
  /** As it was in this one of the older versions kept with it. */
  version?: string;
  /** Of what is put back otherwise than its source restores it: all that is in it. */
  bundle?: BundledItem[];
}

/** One message of a chat, or with `content` one of the files beside it. */
export interface BundledItem {
  ref: ItemRef;
  content?: number;
}

export interface ChosenItems {
  account: AccountId;
  source: SourceName;
  items: ChosenItem[];
  /** Sequence of the snapshot they were chosen in; null: now. */
  asOf: number | null;
  /** Of each folder among them all that is kept in it is, too, as it was last. */
  isWhole: boolean;
}

type Lists = Pick<Catalog, 'row' | 'ref' | 'rowsIn' | 'containers' | 'find' | 'list'>;

/** More than any folder has. */
const ALL = 1e9;

/**
 * What a selection stands for; of trees, folders before what is in them. All of it is of one account
 * and source. Faults: `not-found`, see `readRow`; `unsupported`.
 */
export function chooseItems(catalog: Lists, selection: RestoreSelection): ChosenItems {
  if (selection.kind === 'version') {
    const row = readRow(catalog, selection.row);
    const item = { row, ref: refOf(catalog, row.row), version: selection.version };
    return { account: row.account, source: row.source, items: [item], asOf: null, isWhole: false };
  }
  const rows = rowsOf(catalog, selection);
  const [first] = rows;
  if (first === undefined) throw new Fault('not-found', 'nothing was chosen');
  const { account, source } = first;
  if (rows.some((row) => row.account !== account || row.source !== source)) {
    throw new Fault('unsupported', 'a restore is for one account and one kind of data');
  }
  const items = rows.map((row) => ({ row, ref: refOf(catalog, row.row) }));
  const asOf = asOfOf(selection);
  const hasContents =
    selection.kind === 'rows' ? selection.withContents === true : hasTrees(selection);
  return { account, source, items, asOf, isWhole: hasContents && asOf === null };
}

function hasTrees({ kind }: RestoreSelection): boolean {
  return kind === 'folder' || kind === 'source';
}

/** Of a tree as it was at a moment: what is in it now and was not then. Nothing is done with it. */
export function cameLater(
  catalog: Lists,
  selection: RestoreSelection,
  { items }: Pick<ChosenItems, 'items'>,
  madeAgainAs: (id: ItemId) => readonly ItemId[],
): ItemRow[] {
  const isTree = selection.kind === 'folder' || selection.kind === 'source';
  if (!isTree || selection.asOf === null) return [];
  const { onlyGone: _onlyGone, ...tree } = selection;
  const known = new Set(items.flatMap(({ row: { itemId } }) => [itemId, ...madeAgainAs(itemId)]));
  return rowsOf(catalog, { ...tree, asOf: null }).filter(
    ({ itemId, lastSeenAt }) => lastSeenAt === null && !known.has(itemId),
  );
}

function rowsOf(
  catalog: Lists,
  selection: Exclude<RestoreSelection, { kind: 'version' }>,
): ItemRow[] {
  switch (selection.kind) {
    case 'rows': {
      const rows = selection.rows.map((row) => readRow(catalog, row));
      return selection.withContents ? withContents(catalog, rows, asOfOf(selection)) : rows;
    }
    case 'gone-in':
      return catalog.rowsIn(selection.container, 'gone');
    case 'folder': {
      const { id } = selection.container;
      const tree = new Tree(catalog, selection.container, selection.asOf);
      const rows = [...tree.itself(id), ...tree.below(id)];
      return selection.onlyGone ? rows.filter(isGone) : rows;
    }
    case 'source': {
      const tree = new Tree(catalog, selection, selection.asOf);
      const rows = tree.tops.flatMap((top) => tree.below(top));
      return selection.onlyGone ? rows.filter(isGone) : rows;
    }
  }
}

/** The moment a selection is of; null: now. */
export function asOfOf(selection: RestoreSelection): number | null {
  return 'asOf' in selection ? (selection.asOf ?? null) : null;
}

/** Each once: what lies in a folder that was chosen may have been chosen, too. */
function withContents(catalog: Lists, rows: readonly ItemRow[], asOf: number | null): ItemRow[] {
  const all = new Map<number, ItemRow>();
  for (const row of rows) {
    all.set(row.row, row);
    if (!isFolder(row)) continue;
    const id = asId<ContainerId>(row.itemId);
    for (const each of new Tree(catalog, row, asOf).below(id)) all.set(each.row, each);
  }
  return [...all.values()];
}

/** Nowhere now. */
function isGone({ since }: ItemRow): boolean {
  return since === 'gone';
}

/** Also of a notebook, which is a folder of its section files. */
export function isFolder({ kind }: Pick<ItemRow, 'kind'>): boolean {
  return kind === 'folder' || kind === 'package';
}

/** Folders as they were at a moment; those of which nothing is known then, as they were last. */
export function foldersAt(
  catalog: Pick<Catalog, 'containers'>,
  account: AccountId,
  source: SourceName,
  asOf: number | null,
): ContainerSummary[] {
  const now = catalog.containers(account, source);
  if (asOf === null) return now;
  const then = new Map(catalog.containers(account, source, asOf).map((each) => [each.id, each]));
  return now.map((each) => then.get(each.id) ?? each);
}

/** Folders that were chosen with all that is kept in them, of which nothing was left out afterwards. */
export function wholeFolders(
  catalog: Pick<Catalog, 'containers'>,
  all: { plan: { account: AccountId }; source: SourceName; isWhole: boolean; items: ChosenItem[] },
  chosen: readonly ChosenItem[],
): ContainerId[] {
  if (!all.isWhole) return [];
  const folders = catalog.containers(all.plan.account, all.source);
  const parents = new Map(folders.map(({ id, parent }) => [id, parent]));
  const kept = new Set(chosen.map(({ row }) => row.row));
  const broken = new Set<ContainerId>();
  for (const { row } of all.items.filter((item) => !kept.has(item.row.row))) {
    let at: ContainerId | null = row.container;
    for (; at !== null && !broken.has(at); at = parents.get(at) ?? null) broken.add(at);
  }
  return chosen
    .filter(({ row }) => isFolder(row))
    .map(({ row }) => asId<ContainerId>(row.itemId))
    .filter((id) => !broken.has(id));
}

/** The folders of a drive, and each thing in them: as it was at a moment, or as it was last. */
class Tree {
  readonly tops: ContainerId[] = [];
  readonly #children = new Map<ContainerId, ContainerId[]>();
  readonly #parents = new Map<ContainerId, ContainerId | null>();

  constructor(
    readonly catalog: Lists,
    readonly of: Pick<ContainerKey, 'account' | 'source'>,
    readonly asOf: number | null,
  ) {
    for (const { id, parent } of catalog.containers(of.account, of.source, asOf)) {
      this.#parents.set(id, parent);
      if (parent === null) {
        this.tops.push(id);
        continue;
      }
      const known = this.#children.get(parent);
      if (known === undefined) this.#children.set(parent, [id]);
      else known.push(id);
    }
  }

  /** The line of a folder itself; none of what is no item, as the drive. */
  itself(id: ContainerId): ItemRow[] {
    const item = asId<ItemId>(id);
    if (this.asOf === null) {
      const found = this.catalog.find(this.of.account, item);
      return found === undefined ? [] : [found];
    }
    const parent = this.#parents.get(id) ?? null;
    return parent === null ? [] : this.#in(parent).filter(({ itemId }) => itemId === item);
  }

  /** Folder by folder, the outermost first. */
  below(top: ContainerId): ItemRow[] {
    const rows: ItemRow[] = [];
    const seen = new Set([top]);
    for (const id of seen) {
      rows.push(...this.#in(id));
      for (const child of this.#children.get(id) ?? []) seen.add(child);
    }
    return rows;
  }

  #in(id: ContainerId): ItemRow[] {
    const { account, source } = this.of;
    if (this.asOf !== null) {
      const order = { sort: 'date', descending: false, show: 'present', asOf: this.asOf } as const;
      return this.catalog.list({ account, source, container: id, ...order }, null, ALL).rows;
    }
    const rows = this.catalog.rowsIn({ account, source, id }, 'all');
    return rows.filter((row) => row.movedTo === null && this.#wasHereLast(row));
  }

  /** What is gone is gone from every folder it ever was in. */
  #wasHereLast(row: ItemRow): boolean {
    return row.lastSeenAt === null || this.catalog.find(row.account, row.itemId)?.row === row.row;
  }
}
