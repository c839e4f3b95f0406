/**
 * A value that others follow. Everyone is told the present value first and then the newest one
 * whenever there is a newer: who is slow misses what was in between and never the last.
 */
export class Observed<T> {
  #value: T;
  #version = 0;
  #isClosed = false;
  readonly #waiting = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    this.#version += 1;
    this.#wake();
  }

  /** No more will come: everyone who follows gets the last value and then the end. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Ends with `close`, and when `signal` is aborted. */
  async *watch(signal?: AbortSignal): AsyncGenerator<T, void> {
    let seen = -1;
    while (!signal?.aborted) {
      if (seen !== this.#version) {
        seen = this.#version;
        yield this.#value;
        continue;
      }
      if (this.#isClosed) return;
      await this.#change(signal);
    }
  }

  #change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
