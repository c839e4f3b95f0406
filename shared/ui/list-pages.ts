import { type ReadonlySignal, signal } from '@preact/signals';
import { type Fault, isAbort, toFault } from '../model/fault.ts';
import type { ItemRow } from '../model/item.ts';
import type { PageKey } from '../model/lists.ts';

/**
 * A long list of which only the pages near the eye are held. Pages are asked for by key, never by
 * number, so that jumping to row 90,000 costs the same as scrolling to row 90.
 */
export interface ListSource<Row extends ItemRow = ItemRow> {
  listAnchors(every: number): Promise<{ total: number; anchors: PageKey[] }>;
  listItems(after: PageKey | null, limit: number): Promise<{ rows: Row[]; next: PageKey | null }>;
}

/** The rows a list shows, as far as they are held. */
export interface HeldRows<Row extends ItemRow = ItemRow> {
  readonly total: number;
  /** Changes whenever rows have come in. */
  readonly version: ReadonlySignal<number>;
  readonly fault: ReadonlySignal<Fault | null>;
  /** The row if it is held; asks for nothing. */
  at(index: number): Row | undefined;
  /** Asks for what is missing of these rows and of some after them. */
  need(first: number, last: number): void;
  /** All row numbers from one index to another, in the order of the list. */
  rowsBetween(first: number, last: number): Promise<number[]>;
}

export const PAGE_ROWS = 100;
/** 40 pages of 100 rows of about 1 KB are 4 MB: plenty to scroll back and forth in. */
const PAGES_HELD = 40;
/** When many rows are chosen at once: few questions, none of them long. */
const ROWS_AT_ONCE = 2_000;

export class ListPages<Row extends ItemRow = ItemRow> implements HeldRows<Row> {
  readonly #source: ListSource<Row>;
  readonly #anchors: Promise<readonly PageKey[]>;
  /** In order of use, the oldest first. */
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #asked = new Map<number, Promise<readonly Row[]>>();
  readonly #version = signal(0);
  readonly #fault = signal<Fault | null>(null);

  private constructor(
    source: ListSource<Row>,
    readonly total: number,
    anchors: Promise<readonly PageKey[]>,
  ) {
    this.#source = source;
    this.#anchors = anchors;
  }

  /** Resolves when the rows around `around` are there, so that a new list never shows empty. */
  static async open<Row extends ItemRow>(
    source: ListSource<Row>,
    around = 0,
  ): Promise<ListPages<Row>> {
    const { total, anchors } = await source.listAnchors(PAGE_ROWS);
    const pages = new ListPages(source, total, Promise.resolve(anchors));
    if (total > 0) await pages.#load(pageOf(Math.min(around, total - 1)));
    return pages;
  }

  /**
   * The same of a list whose length is known already: its first page does not wait for where the
   * others begin, which takes the longer the longer the list is. `onOther`: its length is another.
   */
  static async openFirst<Row extends ItemRow>(
    source: ListSource<Row>,
    total: number,
    onOther: () => void,
  ): Promise<ListPages<Row>> {
    let begin = (): void => undefined;
    const first = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const anchors = first.then(async () => {
      const found = await source.listAnchors(PAGE_ROWS);
      if (found.total !== total) onOther();
      return found.anchors;
    });
    // Told to whoever asks for another page.
    anchors.catch(() => undefined);
    const pages = new ListPages(source, total, anchors);
    try {
      if (total > 0) await pages.#load(0);
    } finally {
      begin();
    }
    return pages;
  }

  /** A list that could not be read, to be shown with its fault. */
  static failed<Row extends ItemRow>(source: ListSource<Row>, fault: Fault): ListPages<Row> {
    const pages = new ListPages(source, 0, Promise.resolve([]));
    pages.#fault.value = fault;
    return pages;
  }

  /** Changes whenever rows have come in. */
  get version(): ReadonlySignal<number> {
    return this.#version;
  }

  get fault(): ReadonlySignal<Fault | null> {
    return this.#fault;
  }

  /** The row if its page is held; asks for nothing. */
  at(index: number): Row | undefined {
    return this.#pages.get(pageOf(index))?.[index % PAGE_ROWS];
  }

  /** Where a row is, among those held. */
  indexOf(row: number): number | undefined {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((item) => item.row === row);
      if (at >= 0) return page * PAGE_ROWS + at;
    }
    return undefined;
  }

  /**
   * The index of the first row of which `isReached` says so, in a list where it says so of all that
   * follow; the last index when of none. The page it is on is held then.
   */
  async find(isReached: (place: PageKey, row: Row | null) => boolean): Promise<number> {
    const behind = (await this.#anchors).findIndex((anchor) => isReached(anchor, null));
    const page = behind < 0 ? pageOf(Math.max(0, this.total - 1)) : behind;
    const rows = this.#pages.get(page) ?? (await this.#load(page));
    const at = rows.findIndex((row) =>
      isReached({ value: Date.parse(row.date), row: row.row }, row),
    );
    return Math.min(this.total - 1, page * PAGE_ROWS + (at < 0 ? rows.length : at));
  }

  /** Resolves when the page of a row is held. */
  async bring(index: number): Promise<void> {
    if (this.at(index) === undefined) await this.#load(pageOf(index));
  }

  /** Asks for what is missing of these rows and of the page after them. */
  need(first: number, last: number): void {
    const end = Math.min(pageOf(last) + 1, pageOf(this.total - 1));
    for (let page = pageOf(Math.max(0, first)); page <= end; page++) {
      const held = this.#pages.get(page);
      if (held) {
        this.#pages.delete(page);
        this.#pages.set(page, held);
        continue;
      }
      this.#load(page).catch((error: unknown) => {
        if (!isAbort(error)) this.#fault.value = toFault(error);
      });
    }
  }

  /**
   * All row numbers from one index to another, in the order of the list. They are read past the
   * pages that are held, so that choosing everything never takes away what is in sight.
   */
  async rowsBetween(first: number, last: number): Promise<number[]> {
    const from = Math.max(0, Math.min(first, last));
    const to = Math.min(this.total - 1, Math.max(first, last));
    const rows: number[] = [];
    let at = pageOf(from) * PAGE_ROWS;
    let after = at === 0 ? null : ((await this.#anchors)[pageOf(from) - 1] ?? null);
    while (at <= to) {
      const limit = Math.min(ROWS_AT_ONCE, to + 1 - at);
      const page = await this.#source.listItems(after, limit);
      for (const item of page.rows) {
        if (at >= from) rows.push(item.row);
        at++;
      }
      if (!page.next) break;
      after = page.next;
    }
    return rows;
  }

  #load(page: number): Promise<readonly Row[]> {
    const known = this.#asked.get(page);
    if (known) return known;
    const asked = this.#fetch(page).finally(() => this.#asked.delete(page));
    this.#asked.set(page, asked);
    return asked;
  }

  async #fetch(page: number): Promise<readonly Row[]> {
    const after = page === 0 ? null : (await this.#anchors)[page - 1];
    if (after === undefined) return [];
    const { rows } = await this.#source.listItems(after, PAGE_ROWS);
    this.#pages.set(page, rows);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_HELD) break;
      this.#pages.delete(oldest);
    }
    this.#fault.value = null;
    this.#version.value++;
    return rows;
  }
}

function pageOf(index: number): number {
  return Math.floor(index / PAGE_ROWS);
}
