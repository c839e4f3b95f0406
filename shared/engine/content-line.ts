import type { ContentOrder } from '../sources/walk.ts';

/** So many new ones are put in order at once; until then they come after what is in order. */
const SORTED_AT = 0.25;

/**
 * Contents that wait, in the order in which they are worth having: the group with the newest date
 * first, within it the smallest first. Without an order they come as they were told, and first.
 */
export class ContentLine<T extends { order?: ContentOrder }> {
  /** In order from `#next` on. */
  #sorted: T[] = [];
  #next = 0;
  #fresh: T[] = [];
  readonly #newest = new Map<string, string>();

  get size(): number {
    return this.#sorted.length - this.#next + this.#fresh.length;
  }

  add(item: T): void {
    const { order } = item;
    this.#fresh.push(item);
    if (order === undefined) return;
    const newest = this.#newest.get(order.group);
    if (newest === undefined || newest < order.date) this.#newest.set(order.group, order.date);
  }

  take(): T | undefined {
    const left = this.#sorted.length - this.#next;
    if (this.#fresh.length > left * SORTED_AT) this.#sort();
    const item = this.#sorted[this.#next];
    if (item !== undefined) this.#next += 1;
    return item;
  }

  /** Those of a group that were taken just now and come next, without taking them. */
  around(group: string, before: number, after: number): T[] {
    const items = this.#sorted.slice(Math.max(0, this.#next - before), this.#next + after);
    return items.filter(({ order }) => order?.group === group);
  }

  #sort(): void {
    const all = [...this.#sorted.slice(this.#next), ...this.#fresh];
    this.#sorted = all.sort((a, b) => this.#compare(a.order, b.order));
    this.#next = 0;
    this.#fresh = [];
  }

  #compare(a: ContentOrder | undefined, b: ContentOrder | undefined): number {
    if (a === undefined || b === undefined)
      return Number(a !== undefined) - Number(b !== undefined);
    if (a.group === b.group) return a.sizeBytes - b.sizeBytes;
    const [dateA, dateB] = [this.#newest.get(a.group) ?? '', this.#newest.get(b.group) ?? ''];
    if (dateA !== dateB) return dateA < dateB ? 1 : -1;
    return a.group < b.group ? -1 : 1;
  }
}
