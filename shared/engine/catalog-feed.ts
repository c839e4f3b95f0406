import type { Catalog, TakenSnapshot } from '../catalog/catalog.ts';
import { isFault } from '../model/fault.ts';
import type { SnapshotSummary, SourceName } from '../model/item.ts';
import type { Repository } from '../repository/repository.ts';
import type { SnapshotRecord } from '../repository/snapshot.ts';
import type { Source } from '../sources/source.ts';
import { readChanges } from './catalog-changes.ts';

export interface FeedProgress {
  isRebuilding: boolean;
  done: number;
  total: number;
  /** Texts are being made searchable. */
  isReadingTexts: boolean;
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
    const tell = (isReadingTexts: boolean) =>
      this.#parts.tell({ isRebuilding: this.#isBehind, done: 0, total: 0, isReadingTexts });
    tell(true);
    const ended = import('./text-feed.ts')
      .then(({ feedTexts }) => feedTexts(this.#parts, stop.signal))
      // What waits stays waiting, and is tried again after the next snapshot.
      .catch((error: unknown) => {
        if (!stop.signal.aborted) this.#parts.report('texts are not searchable yet', error);
      })
      .finally(() => {
        if (!this.#closing.signal.aborted) tell(false);
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
      tell({ isRebuilding, done, total: todo.length, isReadingTexts: false });
      const after = await this.#load(summary);
      // A damaged snapshot is passed over: the next one is told as what differs from the last.
      if (after === null) continue;
      const changes = readChanges(this.#parts, before, after);
      await catalog.apply({ ...summary, run: runOf(after) }, changes, this.#closing.signal);
      before = after;
    }
    this.#isBehind = false;
    const { length } = todo;
    tell({ isRebuilding: false, done: length, total: length, isReadingTexts: false });
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

/** Whose run wrote it: a run writes its own containers after those of all others. */
function runOf({ containers }: SnapshotRecord): TakenSnapshot['run'] {
  const own = containers.at(-1);
  return own === undefined ? null : { account: own.account, source: own.source };
}
