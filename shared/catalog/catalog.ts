import type { AccountId, ContainerId, ItemId, SnapshotId } from '../model/ids.ts';
import type {
  ContainerKey,
  ItemEntry,
  ItemRef,
  ItemRow,
  ItemSummary,
  SnapshotSummary,
  SourceName,
} from '../model/item.ts';
import type {
  ContainerSummary,
  ItemQuery,
  ItemVersion,
  ListPage,
  PageKey,
} from '../model/lists.ts';

/**
 * What is in the repository, in SQLite: lists that page by key, and one item through time. It can
 * be thrown away at any moment and rebuilt from the repository; nothing is stored only here.
 */
export interface Catalog {
  /** `disk` survives a restart; `memory` is rebuilt on every start. */
  readonly place: 'disk' | 'memory';
  /** The newest snapshot the catalog knows; null when it is empty or was just made anew. */
  lastSnapshot(): { id: SnapshotId; sequence: number } | null;
  /**
   * Takes in what one snapshot changed, as one transaction: after a crash the catalog knows the
   * whole snapshot or nothing of it.
   */
  apply(
    snapshot: SnapshotSummary,
    changes: AsyncIterable<CatalogChange>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Forgets everything; the next `apply` starts from nothing. */
  clear(): Promise<void>;

  containers(account: AccountId | null, source: SourceName | null): ContainerSummary[];
  list(query: ItemQuery, after: PageKey | null, limit: number): ListPage;
  /** The total, and the key before every `every`th row, so that a list can jump anywhere. */
  anchors(query: ItemQuery, every: number): { total: number; anchors: PageKey[] };
  /** By the row's number; undefined when the catalog was rebuilt since. */
  row(row: number): ItemRow | undefined;
  ref(row: number): ItemRef | undefined;
  /** Every state this item ever had, newest first. */
  versions(account: AccountId, itemId: ItemId): ItemVersion[];
  /** Rows of a container that are gone, or all rows, for restoring many at once. */
  rowsIn(container: ContainerKey, which: 'gone' | 'all'): ItemRow[];
  close(): Promise<void>;
}

export type CatalogChange =
  | { kind: 'container'; account: AccountId; source: SourceName; container: CatalogContainer }
  | { kind: 'container-gone'; account: AccountId; source: SourceName; id: ContainerId }
  | {
      kind: 'item';
      account: AccountId;
      source: SourceName;
      container: ContainerId;
      itemId: ItemId;
      entry: ItemEntry;
      summary: ItemSummary;
    }
  | {
      kind: 'item-gone';
      account: AccountId;
      source: SourceName;
      container: ContainerId;
      itemId: ItemId;
    };

export interface CatalogContainer {
  id: ContainerId;
  parent: ContainerId | null;
  name: string;
  role: string | null;
  hidden: boolean;
}
