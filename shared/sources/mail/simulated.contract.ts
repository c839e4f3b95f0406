import { createGraph } from '../../graph/transport.ts';
import { once } from '../../lib/iterate.ts';
import { VirtualClock } from '../../lib/virtual-clock.ts';
import type { Fault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { ContainerInfo, Cursor, PartRole } from '../../model/item.ts';
import { createSimulator, type SimulatorOptions } from '../../simulator/simulator.ts';
import type { NewPart, StoredItem, StoredParts } from '../contents.ts';
import type { ItemChange, KnownContainer, KnownState, SourceChange } from '../walk.ts';
import { mergeMail } from './merge.ts';
import { walkMail } from './walk.ts';

/** A simulated mailbox, a Graph that talks to it, and a keeper of what the walk tells. */
export function simulated(options: SimulatorOptions = {}) {
  const clock = new VirtualClock();
  const simulator = createSimulator({ clock, limits: false, ...options });
  const graph = createGraph({
    account: asId('pat.example'),
    cloud: { name: 'custom', login: 'http://localhost:1', graph: 'http://localhost:1' },
    fetch: simulator.fetch,
    clock,
    random: () => 0,
    tokens: { token: async (_account, scopes) => simulator.token(scopes) },
  });
  return { clock, simulator, graph, keeper: new Keeper(), signal: new AbortController().signal };
}

interface Kept extends StoredItem {
  meta: unknown;
  parts: NewPart[];
  container: ContainerId;
  label: string;
}

/** Keeps what a walk tells, the way the engine does, in the fewest lines. */
export class Keeper implements KnownState {
  readonly items = new Map<ItemId, Kept>();
  readonly now = Date.now();
  readonly failures = new Map<ItemId | null, { container: ContainerId; fault: Fault }>();
  readonly #containers = new Map<ContainerId, ContainerInfo & { cursor: Cursor | null }>();

  containers(): KnownContainer[] {
    return [...this.#containers.values()].map((container) => ({
      ...container,
      itemCount: [...this.items.values()].filter((item) => item.container === container.id).length,
      failed: [...this.failures].flatMap(([id, failure]) =>
        id !== null && failure.container === container.id ? [id] : [],
      ),
    }));
  }

  async has(container: ContainerId, id: ItemId): Promise<boolean> {
    return this.items.get(id)?.container === container;
  }

  async *versions(container: ContainerId): AsyncGenerator<[ItemId, string], void> {
    for await (const id of this.ids(container)) yield [id, this.items.get(id)?.version ?? ''];
  }

  async *metas(container: ContainerId): AsyncGenerator<[ItemId, unknown], void> {
    for (const [id, item] of this.items) if (item.container === container) yield [id, item.meta];
  }

  async *ids(container: ContainerId): AsyncGenerator<ItemId, void> {
    for (const [id, item] of this.items) if (item.container === container) yield id;
  }

  /** Walks to the end, or until `stopAfter` changes have been told, and keeps what was told. */
  async walk(
    graph: Parameters<typeof walkMail>[0],
    signal: AbortSignal,
    stopAfter = Number.POSITIVE_INFINITY,
  ): Promise<SourceChange[]> {
    const told: SourceChange[] = [];
    const stale = new Map<ContainerId, Set<ItemId>>();
    const gone = new Map<ItemId, ContainerId>();
    // The walk sees the state of its beginning, as from a snapshot.
    const before = new Map([...this.items].map(([id, { container }]) => [id, container]));
    const known: KnownState = {
      containers: () => containers,
      has: async (container, id) => before.get(id) === container,
      versions: (container) => this.versions(container),
      ids: (container) => this.ids(container),
      now: Date.now(),
      metas: (container) => this.metas(container),
    };
    const containers = this.containers();
    for await (const change of walkMail(graph, known, signal)) {
      told.push(change);
      this.#keep(change, stale, gone);
      if (told.length >= stopAfter) break;
    }
    for (const [id, container] of gone) {
      if (this.items.get(id)?.container === container) this.items.delete(id);
    }
    return told;
  }

  #keep(
    change: SourceChange,
    stale: Map<ContainerId, Set<ItemId>>,
    gone: Map<ItemId, ContainerId>,
  ): void {
    if (change.kind === 'container') {
      const cursor = this.#containers.get(change.container.id)?.cursor ?? null;
      this.#containers.set(change.container.id, { ...change.container, cursor });
    } else if (change.kind === 'container-gone') this.#containers.delete(change.id);
    else if (change.kind === 'failed') {
      const { itemId, container, fault } = change;
      this.failures.set(itemId, { container, fault });
    } else if (change.kind === 'gone') gone.set(change.itemId, change.container);
    else if (change.kind === 'item') {
      gone.delete(change.itemId);
      stale.get(change.container)?.delete(change.itemId);
      this.failures.delete(change.itemId);
      this.put(change);
    } else if (change.kind === 'reset') {
      const ids = [...this.items].filter(([, item]) => item.container === change.container);
      stale.set(change.container, new Set(ids.map(([id]) => id)));
    } else if (change.kind === 'cursor') {
      const container = this.#containers.get(change.container);
      if (container) container.cursor = change.cursor;
      if (change.cursor.kind !== 'round') return;
      for (const id of stale.get(change.container) ?? []) gone.set(id, change.container);
    }
  }

  put(change: ItemChange): void {
    const previous = this.items.get(change.itemId) ?? null;
    const merged = mergeMail(previous, change);
    const roles = new Set(merged.parts.map(({ role }) => role));
    const kept = (previous?.parts ?? []).filter(({ role }) => !roles.has(role));
    this.set(change.itemId, change.container, merged.meta, [...merged.parts, ...kept], {
      version: merged.version,
      whole: merged.content !== 'missing',
      label: merged.label,
    });
  }

  set(
    id: ItemId,
    container: ContainerId,
    meta: unknown,
    parts: NewPart[],
    rest: { version: string; whole: boolean; label: string },
  ): void {
    // Through JSON, as everything that comes back from a repository.
    const stored = JSON.parse(JSON.stringify(meta));
    const roles = parts.map(({ role }) => role);
    this.items.set(id, { ...rest, meta: stored, parts, roles, container });
  }

  parts(id: ItemId): StoredParts {
    return partsOf(this.items.get(id)?.parts ?? []);
  }
}

export function partsOf(parts: readonly NewPart[]): StoredParts {
  return {
    roles: parts.map(({ role }) => role),
    load: async (role: PartRole, nth = 0) => parts.filter((part) => part.role === role)[nth]?.bytes,
    stream: (role, nth = 0, from = 0) => {
      const bytes = parts.filter((part) => part.role === role)[nth]?.bytes;
      return bytes && once(bytes.subarray(from));
    },
  };
}

export function textOf(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}
