/**
 * The sum of what was added within the last `windowMs`. What comes within one `grainMs` is one entry,
 * which counts until the last of it has to be forgotten.
 */
export class SlidingSum {
  #entries: { at: number; amount: number }[] = [];
  #first = 0;
  #sum = 0;

  constructor(
    private readonly windowMs: number,
    private readonly grainMs = 1,
  ) {}

  add(amount: number, now: number): void {
    const at = Math.ceil(now / this.grainMs) * this.grainMs;
    const last = this.#entries[this.#entries.length - 1];
    if (last !== undefined && last.at === at && this.#first < this.#entries.length) {
      last.amount += amount;
    } else this.#entries.push({ at, amount });
    this.#sum += amount;
  }

  sum(now: number): number {
    for (
      let entry = this.#entries[this.#first];
      entry !== undefined && entry.at + this.windowMs <= now;
      entry = this.#entries[this.#first]
    ) {
      this.#sum -= entry.amount;
      this.#first += 1;
    }
    if (this.#first > 1000 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
    return this.#sum;
  }

  /** The first time at which `amount` more stays within `limit`; more than all waits for emptiness. */
  roomAt(amount: number, limit: number, now: number): number {
    let over = this.sum(now) + amount - limit;
    for (let at = this.#first; over > 0 && at < this.#entries.length; at += 1) {
      const entry = this.#entries[at];
      if (entry === undefined) break;
      over -= entry.amount;
      if (over <= 0 || at === this.#entries.length - 1) return entry.at + this.windowMs;
    }
    return now;
  }
}
