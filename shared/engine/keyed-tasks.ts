/**
 * Runs tasks side by side, those with the same key one after the other in the order they came.
 * What reads an item's entry and writes it again must not overlap with another that does.
 */
export class KeyedTasks {
  readonly #last = new Map<string, Promise<void>>();
  readonly #groups = new Map<string, Set<Promise<void>>>();
  #running = 0;
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Resolves as soon as there is room for another task and this one has begun or is next for its
   * key. The task must not fail: it tells its trouble where that belongs.
   */
  async begin(group: string, key: string, task: () => Promise<void>): Promise<void> {
    while (this.#running >= this.#limit) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running += 1;
    const done = this.exclusive(key, task).finally(() => {
      this.#running -= 1;
      members.delete(done);
      this.#waiting.shift()?.();
    });
    const members = this.#groups.get(group) ?? new Set();
    this.#groups.set(group, members.add(done));
  }

  /** Runs `task` when everything before it with this key is over; not counted in the limit. */
  exclusive<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const result = before === undefined ? task() : before.then(task);
    const over = result.then(
      () => {},
      () => {},
    );
    this.#last.set(key, over);
    void over.then(() => {
      if (this.#last.get(key) === over) this.#last.delete(key);
    });
    return result;
  }

  /** Resolves when everything begun so far in this group, or at all, is over. */
  async idle(group?: string): Promise<void> {
    const groups = group === undefined ? [...this.#groups.keys()] : [group];
    for (const each of groups) await Promise.allSettled(this.#groups.get(each) ?? []);
  }
}
