import type { Catalog } from '../catalog/catalog.ts';
import { Fault } from '../model/fault.ts';
import { type AccountId, asId, type ContainerId, type ItemId } from '../model/ids.ts';
import type { ContainerKey, ItemRef, ItemRow, SourceName } from '../model/item.ts';
import type { RestoreSelection } from '../rpc/protocol.ts';
import { readRow, refOf } from './catalog-rows.ts';

/** One item that is to be restored: its line, and enough to read it back. Plain data. */
export interface ChosenItem {
  row: ItemRow;
  ref: ItemRef;
  /** As it was in this one of the older versions kept with it. */
  version?: string;
}

export interface ChosenItems {
  account: AccountId;
  source: SourceName;
  items: ChosenItem[];
}

type Lists = Pick<Catalog, 'row' | 'ref' | 'rowsIn' | 'containers' | 'find'>;

/**
 * What a selection stands for; of trees, folders before what is in them. All of it is of one account
 * and source. Faults: `not-found`, see `readRow`; `unsupported`.
 */
export function chooseItems(catalog: Lists, selection: RestoreSelection): ChosenItems {
  if (selection.kind === 'version') {
    const row = readRow(catalog, selection.row);
    const item = { row, ref: refOf(catalog, row.row), version: selection.version };
    return { account: row.account, source: row.source, items: [item] };
  }
  const rows = rowsOf(catalog, selection);
  const [first] = rows;
  if (first === undefined) throw new Fault('not-found', 'nothing was chosen');
  const { account, source } = first;
  if (rows.some((row) => row.account !== account || row.source !== source)) {
    throw new Fault('unsupported', 'a restore is for one account and one kind of data');
  }
  return { account, source, items: rows.map((row) => ({ row, ref: refOf(catalog, row.row) })) };
}

function rowsOf(
  catalog: Lists,
  selection: Exclude<RestoreSelection, { kind: 'version' }>,
): ItemRow[] {
  switch (selection.kind) {
    case 'rows': {
      const rows = selection.rows.map((row) => readRow(catalog, row));
      return selection.withContents ? withContents(catalog, rows) : rows;
    }
    case 'gone-in':
      return catalog.rowsIn(selection.container, 'gone');
    case 'folder': {
      checkIsNow(selection.asOf);
      const { account, id } = selection.container;
      const folder = catalog.find(account, asId<ItemId>(id));
      const tree = new Tree(catalog, selection.container);
      const rows = [...(folder === undefined ? [] : [folder]), ...tree.below(id)];
      return selection.onlyGone ? rows.filter(isGone) : rows;
    }
    case 'source': {
      checkIsNow(selection.asOf);
      const { account, source } = selection;
      const tops = catalog.containers(account, source).filter(({ parent }) => parent === null);
      const rows = tops.flatMap((top) => new Tree(catalog, top).below(top.id));
      return selection.onlyGone ? rows.filter(isGone) : rows;
    }
  }
}

function checkIsNow(asOf: number | null): void {
  if (asOf !== null) throw new Fault('unsupported', 'only the present can be chosen');
}

/** Each once: what lies in a folder that was chosen may have been chosen, too. */
function withContents(catalog: Lists, rows: readonly ItemRow[]): ItemRow[] {
  const all = new Map<number, ItemRow>();
  for (const row of rows) {
    all.set(row.row, row);
    if (!isFolder(row)) continue;
    const id = asId<ContainerId>(row.itemId);
    for (const each of new Tree(catalog, row).below(id)) all.set(each.row, each);
  }
  return [...all.values()];
}

function isGone({ lastSeenAt }: ItemRow): boolean {
  return lastSeenAt !== null;
}

/** Also of a notebook, which is a folder of its section files. */
export function isFolder({ kind }: Pick<ItemRow, 'kind'>): boolean {
  return kind === 'folder' || kind === 'package';
}

/** The folders of a drive, and each thing in them as it was last. */
class Tree {
  readonly #children = new Map<ContainerId | null, ContainerId[]>();

  constructor(
    readonly catalog: Lists,
    readonly of: Pick<ContainerKey, 'account' | 'source'>,
  ) {
    for (const { id, parent } of catalog.containers(of.account, of.source)) {
      const known = this.#children.get(parent);
      if (known === undefined) this.#children.set(parent, [id]);
      else known.push(id);
    }
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
    const rows = this.catalog.rowsIn({ account, source, id }, 'all');
    return rows.filter((row) => row.movedTo === null && this.#wasHereLast(row));
  }

  /** What is gone is gone from every folder it ever was in. */
  #wasHereLast(row: ItemRow): boolean {
    return row.lastSeenAt === null || this.catalog.find(row.account, row.itemId)?.row === row.row;
  }
}
