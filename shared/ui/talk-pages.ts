import type { ReadonlySignal } from '@preact/signals';
import type { ChatMessageRow } from '../model/chat-lists.ts';
import type { Fault } from '../model/fault.ts';
import type { ItemRow } from '../model/item.ts';
import { ListPages, type ListSource, PAGE_ROWS } from './list-pages.ts';

/** A conversation from its first message to its last; the newest are there first. */
export class TalkPages {
  private constructor(
    private readonly pages: ListPages<ChatMessageRow>,
    private readonly inThreads: boolean,
  ) {}

  /** Of a source that lists the newest first. Resolves when the newest are there; at once
   * where it is known how many there are, see `ListPages.openFirst`. `inThreads`: it is sorted by
   * `thread`, and time is that of the posts. */
  static async open(
    source: ListSource<ChatMessageRow>,
    known?: { total: number; onOther(): void } | undefined,
    inThreads = false,
  ): Promise<TalkPages> {
    return new TalkPages(
      known
        ? await ListPages.openFirst(source, known.total, known.onOther)
        : await ListPages.open(source),
      inThreads,
    );
  }

  get total(): number {
    return this.pages.total;
  }

  /** Changes whenever messages have come in. */
  get version(): ReadonlySignal<number> {
    return this.pages.version;
  }

  get fault(): ReadonlySignal<Fault | null> {
    return this.pages.fault;
  }

  at(index: number): ChatMessageRow | undefined {
    return index < 0 ? undefined : this.pages.at(this.#turned(index));
  }

  /** With a page on either side: one reads back from the newest, and on from where a date led. */
  need(first: number, last: number): void {
    if (this.total === 0) return;
    const newest = this.#turned(last);
    this.pages.need(newest, this.#turned(first));
    // What is in sight is asked for first.
    const newer = Math.max(0, newest - PAGE_ROWS);
    this.pages.need(newer, newer);
  }

  /** The first message at or after a time, else the last there is; in threads the first post. */
  async indexAfter(time: number): Promise<number> {
    // The newest that is older stands before it.
    const found = await this.pages.find(
      ({ value }, row) => (row ? this.#timeOf(row) : timeOfKey(value)) < time,
    );
    const index = this.#turned(found);
    const row = this.at(index);
    const isBefore = row !== undefined && this.#timeOf(row) < time;
    return Math.min(this.total - 1, isBefore ? index + 1 : index);
  }

  /** Where a message stands; null when this list does not have it. */
  async indexOf(item: Pick<ItemRow, 'itemId' | 'date' | 'thread'>): Promise<number | null> {
    const { itemId } = item;
    const time = this.#timeOf(item);
    const start = await this.indexAfter(time);
    for (let index = start; index < this.total; index += 1) {
      const row = this.at(index) ?? (await this.#read(index));
      if (row?.itemId === itemId) return index;
      if (row === undefined || this.#timeOf(row) > time) return null;
    }
    return null;
  }

  /** All from one index to another, for what needs them at once. */
  async between(first: number, last: number): Promise<ChatMessageRow[]> {
    const rows: ChatMessageRow[] = [];
    for (let index = first; index <= last; index += 1) {
      const row = this.at(index) ?? (await this.#read(index));
      if (row) rows.push(row);
    }
    return rows;
  }

  /** Asks for the page that has it. */
  async #read(index: number): Promise<ChatMessageRow | undefined> {
    await this.pages.bring(this.#turned(index));
    return this.at(index);
  }

  /** What the list is in order of, in milliseconds. */
  #timeOf({ date, thread = '' }: Pick<ItemRow, 'date' | 'thread'>): number {
    return this.inThreads ? timeOfKey(thread) : Date.parse(date);
  }

  #turned(index: number): number {
    return this.total - 1 - index;
  }
}

/** Of a date, or of the post a thread begins with: Teams calls posts by when they were written. */
function timeOfKey(value: string | number): number {
  return typeof value === 'number' ? value : Number(/^\d+/.exec(value)?.[0] ?? 0);
}
