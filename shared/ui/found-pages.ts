import { type ReadonlySignal, signal } from '@preact/signals';
import { type Fault, isAbort, toFault } from '../model/fault.ts';
import type { ItemRow } from '../model/item.ts';
import type { PageKey } from '../model/lists.ts';
import type { Marked, SearchPage, SearchQuery, SearchResult } from '../model/search.ts';
import type { EngineApi } from '../rpc/protocol.ts';
import type { HeldRows } from './list-pages.ts';

type Searching = Pick<EngineApi, 'search' | 'readSnippets'>;

const PAGE_RESULTS = 100;
/** So near to the end of what is there, more is asked for. */
const NEAR_END = 20;

/** What was found of one query, as far as it has been asked for; it grows while one scrolls. */
export class FoundPages implements HeldRows {
  readonly #results: SearchResult[] = [];
  readonly #rows = new Set<number>();
  readonly #snippets = new Map<number, Marked | null>();
  readonly #version = signal(0);
  readonly #fault = signal<Fault | null>(null);
  #next: PageKey | null = null;
  #more: Promise<void> | null = null;

  private constructor(
    private readonly engine: Searching,
    readonly query: SearchQuery,
    /** What the first answer told of all of them. */
    readonly first: SearchPage,
  ) {}

  /**
   * Resolves with the first results; an answer without any that tells of more is followed up,
   * unless `signal` says that nobody waits any more.
   */
  static async open(
    engine: Searching,
    query: SearchQuery,
    signal: AbortSignal,
  ): Promise<FoundPages> {
    const pages = new FoundPages(engine, query, await engine.search(query, null, PAGE_RESULTS));
    pages.#take(pages.first);
    while (pages.#results.length === 0 && pages.#next) {
      signal.throwIfAborted();
      await pages.#load();
    }
    return pages;
  }

  /** All that were counted, also those that are not there yet; of too many, those that are. */
  get total(): number {
    const { found } = this.first;
    const known = this.#next === null || found === null || found.isMore ? 0 : found.count;
    return Math.max(this.#results.length, known);
  }

  /** False while there may be more than is there. */
  get isAll(): boolean {
    return this.#next === null;
  }

  get version(): ReadonlySignal<number> {
    return this.#version;
  }

  get fault(): ReadonlySignal<Fault | null> {
    return this.#fault;
  }

  at(index: number): ItemRow | undefined {
    return this.#results[index]?.item;
  }

  result(index: number): SearchResult | undefined {
    return this.#results[index];
  }

  /** The stretch of the text with the words; what lists show until it has been read. */
  snippet({ foundRow, snippet, item }: SearchResult): Marked {
    return snippet ?? this.#snippets.get(foundRow) ?? { text: item.preview, hits: [] };
  }

  need(first: number, last: number): void {
    if (this.#next) this.#note(this.#loadTo(last + NEAR_END));
    const shown = this.#results.slice(Math.max(0, first), last + 1);
    const asked = shown.filter(
      ({ snippet, foundRow }) => snippet === null && !this.#snippets.has(foundRow),
    );
    if (asked.length > 0) this.#note(this.#readSnippets(asked.map(({ foundRow }) => foundRow)));
  }

  /** Those that are not there yet are asked for first. */
  async rowsBetween(first: number, last: number): Promise<number[]> {
    const [from, to] = [Math.min(first, last), Math.max(first, last)];
    await this.#loadTo(to);
    return this.#results.slice(Math.max(0, from), to + 1).map(({ item }) => item.row);
  }

  async #loadTo(index: number): Promise<void> {
    while (index >= this.#results.length && this.#next) await this.#load();
  }

  #note(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!isAbort(error)) this.#fault.value = toFault(error);
    });
  }

  #load(): Promise<void> {
    this.#more ??= this.engine
      .search(this.query, this.#next, PAGE_RESULTS)
      .then((page) => this.#take(page))
      .finally(() => {
        this.#more = null;
      });
    return this.#more;
  }

  #take({ results, next }: SearchPage): void {
    for (const result of results) {
      // A message whose place has changed meanwhile may be told twice.
      if (this.#rows.has(result.item.row)) continue;
      this.#rows.add(result.item.row);
      this.#results.push(result);
    }
    this.#next = next;
    this.#version.value++;
  }

  async #readSnippets(rows: number[]): Promise<void> {
    for (const row of rows) this.#snippets.set(row, null);
    for (const { row, text, hits } of await this.engine.readSnippets(this.query, rows)) {
      this.#snippets.set(row, { text, hits });
    }
    this.#version.value++;
  }
}
