import type { Catalog, CatalogChange } from '../catalog/catalog.ts';
import { isFault } from '../model/fault.ts';
import type { ItemEntry, ItemSummary, SnapshotSummary, SourceName } from '../model/item.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerState, SnapshotRecord } from '../repository/snapshot.ts';
import { compareMaps } from '../repository/snapshot-map.ts';
import type { Source } from '../sources/source.ts';
import { readMeta } from './stored-item.ts';

/** Summaries read ahead of the catalog: enough to hide the time the repository takes. */
const READ_AHEAD = 16;

/** What lists show of an item whose stored properties are damaged. */
const NOTHING_KNOWN: ItemSummary = {
  subject: '',
  from: '',
  fromAddress: '',
  to: '',
  date: '1970-01-01T00:00:00.000Z',
  sizeBytes: 0,
  preview: '',
  isRead: true,
  isDraft: false,
  isFlagged: false,
  hasAttachments: false,
  categories: [],
  conversation: '',
};

export interface FeedProgress {
  isRebuilding: boolean;
  done: number;
  total: number;
}

export interface FeedParts {
  repository: Repository;
  catalog: Catalog;
  sourceOf(name: SourceName): Promise<Source>;
  report(what: string, error: unknown): void;
  tell(progress: FeedProgress): void;
}

/**
 * Brings the catalog up to the newest snapshot, one snapshot after the other, so that it knows
 * what each of them changed. An empty catalog is built from the first one on.
 */
export class CatalogFeed {
  readonly #parts: FeedParts;
  readonly #closing = new AbortController();
  #running: Promise<void> | null = null;
  /** Making texts searchable, between snapshots. */
  #texts: { stop: AbortController; ended: Promise<void> } | null = null;
  #isAgainWanted = false;
  /** What was kept before this start is not in the lists until the catalog has caught up. */
  #isBehind: boolean;

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#isBehind = parts.repository.snapshots().length > 0;
  }

  /** Resolves when the catalog knows the snapshot that was newest at the call. */
  follow(): Promise<void> {
    if (this.#running !== null) this.#isAgainWanted = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      this.#startTexts();
    });
    return this.#running;
  }

  /** Does `work` while no snapshot is being taken in. */
  async between(work: () => void): Promise<void> {
    while (this.#running !== null) await this.#running.catch(() => {});
    work();
  }

  /** Ends what is under way; the catalog keeps the last snapshot it knew whole. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running?.catch(() => {});
    await this.#stopTexts();
  }

  #startTexts(): void {
    if (this.#closing.signal.aborted) return;
    const stop = new AbortController();
    const ended = import('./text-feed.ts')
      .then(({ feedTexts }) => feedTexts(this.#parts, stop.signal))
      // What waits stays waiting, and is tried again after the next snapshot.
      .catch((error: unknown) => {
        if (!stop.signal.aborted) this.#parts.report('texts are not searchable yet', error);
      });
    this.#texts = { stop, ended };
  }

  async #stopTexts(): Promise<void> {
    this.#texts?.stop.abort();
    await this.#texts?.ended;
  }

  async #run(): Promise<void> {
    await this.#stopTexts();
    do {
      this.#isAgainWanted = false;
      try {
        await this.#catchUp();
      } catch (error) {
        // It can be made again from what is stored; nothing is only here.
        if (!isFault(error, 'corrupt') || this.#closing.signal.aborted) throw error;
        await this.#parts.catalog.clear();
        await this.#catchUp();
      }
    } while (this.#isAgainWanted);
  }

  async #catchUp(): Promise<void> {
    const { repository, catalog, tell } = this.#parts;
    const snapshots = repository.snapshots();
    const known = catalog.lastSnapshot();
    const start = known === null ? 0 : snapshots.findIndex(({ id }) => id === known.id) + 1;
    if (known !== null && start === 0) await catalog.clear();
    const todo = snapshots.slice(start);
    const isRebuilding = this.#isBehind;
    let before = start === 0 ? null : await this.#load(snapshots[start - 1]);
    for (const [done, summary] of todo.entries()) {
      tell({ isRebuilding, done, total: todo.length });
      const after = await this.#load(summary);
      // A damaged snapshot is passed over: the next one is told as what differs from the last.
      if (after === null) continue;
      const changes = readChanges(this.#parts, before, after);
      await catalog.apply(summary, changes, this.#closing.signal);
      before = after;
    }
    this.#isBehind = false;
    tell({ isRebuilding: false, done: todo.length, total: todo.length });
  }

  async #load(summary: SnapshotSummary | undefined): Promise<SnapshotRecord | null> {
    if (summary === undefined) return null;
    try {
      return await this.#parts.repository.loadSnapshot(summary.id);
    } catch (error) {
      if (isFault(error, 'corrupt', 'not-found')) return null;
      throw error;
    }
  }
}

/** What is different between two snapshots, containers before their items. */
async function* readChanges(
  parts: FeedParts,
  before: SnapshotRecord | null,
  after: SnapshotRecord,
): AsyncGenerator<CatalogChange, void> {
  const key = ({ account, source, id }: ContainerState) => `${account} ${source} ${id}`;
  const earlier = new Map((before?.containers ?? []).map((state) => [key(state), state]));
  const later = new Set(after.containers.map(key));
  for (const state of after.containers) {
    const known = earlier.get(key(state));
    if (known !== undefined && looksSame(known, state)) continue;
    const { account, source, id, parent, name, role, hidden } = state;
    yield { kind: 'container', account, source, container: { id, parent, name, role, hidden } };
  }
  for (const state of after.containers) {
    const known = earlier.get(key(state))?.items ?? null;
    if (known !== state.items) yield* readItems(parts, state, known);
  }
  for (const [name, { account, source, id }] of earlier) {
    if (!later.has(name)) yield { kind: 'container-gone', account, source, id };
  }
}

function looksSame(a: ContainerState, b: ContainerState): boolean {
  return a.parent === b.parent && a.name === b.name && a.role === b.role && a.hidden === b.hidden;
}

async function* readItems(
  { repository, sourceOf }: FeedParts,
  { account, source: name, id: container, items }: ContainerState,
  before: ContainerState['items'],
): AsyncGenerator<CatalogChange, void> {
  const source = await sourceOf(name);
  const place = { account, source: name, container };
  const ahead: Promise<CatalogChange>[] = [];
  const differences = compareMaps(repository.openMap(before), repository.openMap(items));
  for await (const { id: itemId, after: entry } of differences) {
    const change =
      entry === undefined
        ? Promise.resolve<CatalogChange>({ kind: 'item-gone', ...place, itemId })
        : summarise(repository, source, entry).then((summary): CatalogChange => {
            return { kind: 'item', ...place, itemId, entry, summary };
          });
    // Whoever takes it sees the failure; until then it must not count as unhandled.
    change.catch(() => {});
    ahead.push(change);
    if (ahead.length >= READ_AHEAD) yield await (ahead.shift() as Promise<CatalogChange>);
  }
  for (const change of ahead) yield await change;
}

async function summarise(
  repository: Repository,
  source: Source,
  entry: ItemEntry,
): Promise<ItemSummary> {
  try {
    return source.summarise(await readMeta(repository, entry));
  } catch (error) {
    // One damaged item must not keep all the others out of the lists; opening it says what it is.
    if (!isFault(error, 'corrupt')) throw error;
    return NOTHING_KNOWN;
  }
}
