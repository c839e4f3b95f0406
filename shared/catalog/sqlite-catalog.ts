import { Fault } from '../model/fault.ts';
import type { ItemStory } from '../model/file-facts.ts';
import { type AccountId, asId, type ItemId, type SnapshotId } from '../model/ids.ts';
import type { ContainerKey, ItemRef, ItemRow, SourceName } from '../model/item.ts';
import { SOURCE_NAMES } from '../model/item.ts';
import type {
  ContainerSummary,
  GonePage,
  ItemQuery,
  ItemVersion,
  ListPage,
  PageKey,
} from '../model/lists.ts';
import type { Moment } from '../model/moments.ts';
import type { SearchProgress } from '../model/search.ts';
import type {
  Catalog,
  CatalogChange,
  CatalogSearch,
  Loss,
  MadeAgain,
  SearchHit,
  SourceTotals,
  TakenSnapshot,
  TextToIndex,
  WaitingText,
} from './catalog.ts';
import type { Connection } from './connection.ts';
import { type BookedContainer, ContainerBook } from './container-book.ts';
import { Finder } from './found.ts';
import { Intake } from './intake.ts';
import { countAt, listAnchors, listKeys } from './lists.ts';
import { countLosses, listLost, lossesSince, totals } from './losses.ts';
import { readMoments } from './moments.ts';
import { containersAt } from './past.ts';
import { Rows } from './rows.ts';
import { createTables } from './schema.ts';
import { dateKey } from './sort-key.ts';
import { Stories } from './stories.ts';
import { textNumber } from './text-number.ts';
import { Texts } from './texts.ts';

/** So many changes are written in one go; then others may ask the catalog. */
const BATCH = 500;
/** More than any container has. */
const ALL = Number.MAX_SAFE_INTEGER;

/** The catalog over an open database that has its tables. Owns the connection. */
export class SqliteCatalog implements Catalog {
  readonly place: Catalog['place'];
  readonly #book: ContainerBook;
  readonly #rows: Rows;
  readonly #texts: Texts;
  readonly #finder: Finder;
  #last: { id: SnapshotId; sequence: number } | null;
  #isBusy = false;
  #isClosed = false;

  constructor(
    private readonly connection: Connection,
    private readonly repositoryId: string,
  ) {
    this.place = connection.place;
    this.#book = new ContainerBook(connection);
    this.#rows = new Rows(connection, this.#book);
    this.#texts = new Texts(connection);
    this.#finder = new Finder(connection, this.#texts);
    this.#last = readLast(connection);
  }

  lastSnapshot(): { id: SnapshotId; sequence: number } | null {
    return this.#last;
  }

  async apply(
    snapshot: TakenSnapshot,
    changes: AsyncIterable<CatalogChange>,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    if (this.#isBusy) throw new Fault('unexpected', 'a snapshot is being taken in already');
    if (this.#last && snapshot.sequence <= this.#last.sequence) {
      throw new Fault('unexpected', 'a snapshot must be newer than the last one taken in');
    }
    this.#isBusy = true;
    try {
      this.connection.exec('begin immediate');
      await this.#takeIn(snapshot, changes, signal);
      this.connection.exec('commit');
      this.#last = { id: snapshot.id, sequence: snapshot.sequence };
      await this.connection.persist();
    } catch (error) {
      if (!this.#isClosed) this.#rollBack();
      throw error;
    } finally {
      this.#isBusy = false;
    }
  }

  async clear(): Promise<void> {
    if (this.#isBusy) throw new Fault('unexpected', 'a snapshot is being taken in');
    await this.connection.recreate();
    createTables(this.connection, this.repositoryId);
    this.#book.reload();
    this.#texts.forget();
    this.#last = null;
  }

  containers(
    account: AccountId | null,
    source: SourceName | null,
    asOf: number | null = null,
  ): ContainerSummary[] {
    const chosen = this.#chosen(account, source);
    if (asOf !== null) return containersAt(this.connection, chosen, asOf);
    return chosen.map(({ key, scope, first, absent, ...summary }) => summary);
  }

  path({ account, source, id }: ContainerKey): string[] {
    return this.#book.path(account, source, id);
  }

  moments(account: AccountId | null, source: SourceName | null): Moment[] {
    const chosen = this.#chosen(account, source);
    const scopes = new Set(chosen.map(({ scope }) => scope));
    const from = chosen.reduce((least, { first }) => Math.min(least, first), ALL);
    return readMoments(this.connection, scopes, from);
  }

  list(query: ItemQuery, after: PageKey | null, limit: number): ListPage {
    const container = this.#book.find(query.account, query.source, query.container);
    if (!container) return { rows: [], next: null };
    const keys = listKeys(this.connection, container.key, query, after, limit + 1);
    const shown = keys.slice(0, limit);
    const next = keys.length > limit ? (shown.at(-1) ?? null) : null;
    return { rows: this.#readRows(shown), next };
  }

  anchors(query: ItemQuery, every: number): { total: number; anchors: PageKey[] } {
    const container = this.#book.find(query.account, query.source, query.container);
    if (!container) return { total: 0, anchors: [] };
    const { present, absent } = container;
    const asOf = query.asOf ?? null;
    const total = { present, gone: absent, all: present + absent }[query.show];
    return {
      total: asOf === null ? total : countAt(this.connection, container.key, asOf),
      anchors: listAnchors(this.connection, container.key, query, Math.max(1, every)),
    };
  }

  row(row: number): ItemRow | undefined {
    return this.#rows.row(row);
  }

  ref(row: number): ItemRef | undefined {
    return this.#rows.ref(row);
  }

  story(row: number): ItemStory | undefined {
    return this.#rows.story(row);
  }

  versions(account: AccountId, itemId: ItemId): ItemVersion[] {
    return this.#storiesOf(account, itemId).flatMap((item) => this.#rows.versions(item));
  }

  find(account: AccountId, itemId: ItemId): ItemRow | undefined {
    return this.#standIns(this.#storiesOf(account, itemId))[0];
  }

  conversation(account: AccountId, conversation: string): ItemRow[] {
    const found = this.#rows
      .ofConversation(textNumber(conversation))
      .filter((row) => row.conversation === conversation);
    return this.#standIns(found.map(({ item }) => item))
      .filter((row) => row.account === account)
      .toSorted((a, b) => dateKey(a.date) - dateKey(b.date) || a.row - b.row);
  }

  goneIn(container: ContainerKey, after: PageKey | null, limit: number): GonePage {
    const { account, source, id } = container;
    const found = this.#book.find(account, source, id);
    if (!found) return { rows: [], next: null, total: 0, times: [] };
    const keys = listLost(this.connection, found.key, after, limit + 1);
    const shown = keys.slice(0, limit);
    return {
      rows: this.#readRows(shown),
      next: keys.length > limit ? (shown.at(-1) ?? null) : null,
      total: found.gone,
      times: countLosses(this.connection, found.key),
    };
  }

  rowsIn(container: ContainerKey, which: 'gone' | 'all'): ItemRow[] {
    const { account, source, id } = container;
    const key = this.#book.find(account, source, id)?.key;
    if (key === undefined) return [];
    const show = which === 'all' ? which : 'lost';
    const order = { sort: 'date', descending: false, show } as const;
    return this.#readRows(listKeys(this.connection, key, order, null, ALL));
  }

  textProgress(): SearchProgress {
    return this.#texts.progress();
  }

  waitingTexts(limit: number): WaitingText[] {
    return this.#texts.waiting(limit, (row) => this.#rows.ref(row));
  }

  addTexts(texts: readonly TextToIndex[]): void {
    if (this.#isBusy) throw new Fault('unexpected', 'a snapshot is being taken in');
    this.#texts.add(texts);
  }

  async persist(): Promise<void> {
    if (!this.#isBusy) await this.connection.persist();
  }

  search(search: CatalogSearch, after: PageKey | null, limit: number): SearchHit[] {
    const { account, source } = search;
    const scopes = account === null && source === null ? null : this.#book.scopes(account, source);
    const containers =
      search.containers?.flatMap((c) => this.#book.find(c.account, c.source, c.id)?.key ?? []) ??
      null;
    return this.#finder.find(search, scopes, containers, after, limit);
  }

  standIn(hit: SearchHit): ItemRow | undefined {
    return this.#standIns([hit.item])[0];
  }

  totals(): SourceTotals[] {
    return totals(this.connection, this.#book);
  }

  goneSince(since: string): Loss[] {
    return lossesSince(this.connection, this.#book, since);
  }

  linkMadeAgain(links: readonly MadeAgain[]): void {
    if (this.#isBusy) throw new Fault('unexpected', 'a snapshot is being taken in');
    this.connection.exec('begin immediate');
    try {
      for (const link of links) this.#link(link);
      this.#book.flush();
      // Sealed with the next snapshot or at the end: it is told again at every start.
      this.connection.exec('commit');
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#book.forget();
    await this.connection.close();
  }

  async #takeIn(
    snapshot: TakenSnapshot,
    changes: AsyncIterable<CatalogChange>,
    signal: AbortSignal,
  ): Promise<void> {
    const { id, sequence, startedAt, endedAt, isRunEnd, complete, run } = snapshot;
    this.connection.run(
      `insert into snapshots (sequence, id, started_at, ended_at, is_run_end, complete, scope)
       values (?, ?, ?, ?, ?, ?, ?)`,
      [
        sequence,
        id,
        startedAt,
        endedAt,
        Number(isRunEnd),
        Number(complete),
        run && this.#book.openScope(run.account, run.source),
      ],
    );
    const before = this.#last?.sequence ?? null;
    const intake = new Intake(this.connection, this.#book, this.#texts, sequence, before);
    let taken = 0;
    for await (const change of changes) {
      if (this.#isClosed) throw new Fault('unexpected', 'the catalog was closed');
      signal.throwIfAborted();
      intake.take(change);
      taken += 1;
      if (taken % BATCH === 0) await nextTurn();
    }
    signal.throwIfAborted();
    if (this.#isClosed) throw new Fault('unexpected', 'the catalog was closed');
    intake.end();
    this.#book.flush();
  }

  #link({ account, source, itemId, nowId }: MadeAgain): void {
    const scope = this.#book.openScope(account, source);
    const stories = this.#stories();
    const now = stories.open(scope, nowId);
    stories.settle(now);
    const story = stories.open(scope, itemId);
    if (story.item === now.item) stories.settle(story);
    else stories.join(story, stories.load(now.item));
  }

  /** For reading, and for what is between snapshots. */
  #stories(): Stories {
    return new Stories(this.connection, this.#book, this.#last?.sequence ?? 0);
  }

  #rollBack(): void {
    // SQLite may have done so itself, when the disk was full.
    this.connection.rollBack();
    this.#book.reload();
    this.#texts.forget();
  }

  /** At most one a source: ids are Microsoft's. */
  #storiesOf(account: AccountId, itemId: ItemId): number[] {
    return SOURCE_NAMES.flatMap((source) => {
      const scope = this.#book.scopeOf(account, source);
      return scope === undefined ? [] : (this.#stories().find(scope, itemId) ?? []);
    });
  }

  #standIns(items: readonly number[]): ItemRow[] {
    const stories = this.#stories();
    return [...new Set(items)].flatMap((item) => {
      const row = stories.rowFor(item);
      return (row === undefined ? undefined : this.#rows.row(row)) ?? [];
    });
  }

  #readRows(keys: readonly PageKey[]): ItemRow[] {
    return keys.flatMap((key) => this.#rows.row(key.row) ?? []);
  }

  #chosen(account: AccountId | null, source: SourceName | null): BookedContainer[] {
    return [...this.#book.all()].filter(
      (container) =>
        (account === null || container.account === account) &&
        (source === null || container.source === source),
    );
  }
}

function readLast(connection: Connection): { id: SnapshotId; sequence: number } | null {
  const last = connection.first(
    'select id, sequence from snapshots order by sequence desc limit 1',
  );
  return last ? { id: asId<SnapshotId>(String(last[0])), sequence: Number(last[1]) } : null;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
