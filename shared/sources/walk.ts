import type { Fault } from '../model/fault.ts';
import type { ContainerId, ItemId } from '../model/ids.ts';
import type { ContainerInfo, Cursor } from '../model/item.ts';

/**
 * What a walk tells. Containers come before their items; containers interleave. A `cursor` covers
 * every change of its container before it and none after, so a consumer that has safely stored
 * those may stop there and go on another day. `reset` means: the container is told from its start
 * again, and what is not told until its next `round` cursor is gone.
 */
export type SourceChange =
  | { kind: 'container'; container: ContainerInfo }
  | { kind: 'container-gone'; id: ContainerId }
  | { kind: 'containers-known'; count: number }
  | ItemChange
  | { kind: 'gone'; container: ContainerId; itemId: ItemId }
  | { kind: 'reset'; container: ContainerId }
  | { kind: 'cursor'; container: ContainerId; cursor: Cursor }
  | { kind: 'failed'; container: ContainerId; itemId: ItemId | null; label: string; fault: Fault };

export interface ItemChange {
  kind: 'item';
  container: ContainerId;
  itemId: ItemId;
  /** Graph's JSON for the item, whole or (read state only) partial, already parsed at the edge. */
  item: unknown;
  partial: boolean;
  /** Set by the engine: it was stored in another container, which explains that it has changed. */
  moved?: boolean;
}

/** What is known from the last snapshot. */
export interface KnownState {
  /** When this run began, in milliseconds since 1970. */
  readonly now: number;
  containers(): readonly KnownContainer[];
  has(container: ContainerId, id: ItemId): Promise<boolean>;
  /** Ids in the container's last state. */
  ids(container: ContainerId): AsyncIterable<ItemId>;
  /** The same with what `merge` said their versions are. */
  versions(container: ContainerId): AsyncIterable<readonly [ItemId, string]>;
  /** What is stored of each of them; damaged ones are left out. Reads all of it. */
  metas(container: ContainerId): AsyncIterable<readonly [ItemId, unknown]>;
}

export interface KnownContainer extends ContainerInfo {
  cursor: Cursor | null;
  itemCount: number;
  /** Items told as `failed` before and not stored since: the walk asks for them again. */
  failed?: readonly ItemId[];
}

/** Groups in the order of the newest date in them; within a group the smallest first. */
export interface ContentOrder {
  group: string;
  /** ISO 8601, UTC. */
  date: string;
  sizeBytes: number;
}

export interface TreePlace {
  /** null: at the top. */
  parent: ContainerId | null;
  asFolder: { name: string; role: string | null } | null;
}
