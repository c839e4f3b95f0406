import type { Clock } from './clock.ts';

/**
 * How many turns of the event loop must pass without anybody asking for the time before it jumps.
 * One is not enough: what waits for a hash or a worker needs a turn or two to come back.
 */
const QUIET_TURNS = 3;

interface Sleeper {
  at: number;
  wake(): void;
}

/**
 * A clock whose time stands still while anything happens and jumps to the next sleeper when
 * nothing else is going on. Ten minutes of waiting take a few milliseconds, and everybody who
 * shares the clock (client, simulator, test) sees the same time. For tests and benchmarks.
 */
export class VirtualClock implements Clock {
  #now: number;
  #asked = 0;
  #watching = false;
  readonly #sleepers = new Set<Sleeper>();

  constructor(startAt: number = Date.UTC(2026, 0, 5, 8)) {
    this.#now = startAt;
  }

  now(): number {
    this.#asked += 1;
    return this.#now;
  }

  sleep(waitMs: number, signal?: AbortSignal): Promise<void> {
    this.#asked += 1;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (!(waitMs > 0)) return resolve();
      const abort = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        at: this.#now + waitMs,
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.add(sleeper);
      void this.#watch();
    });
  }

  /** Lets time pass without waiting for it: whoever sleeps until then wakes up, in order. */
  advance(byMs: number): void {
    const until = this.#now + byMs;
    for (let next = this.#next(); next !== undefined && next.at <= until; next = this.#next()) {
      this.#wakeAt(next.at);
    }
    this.#now = until;
  }

  async #watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    let asked = this.#asked;
    for (let quiet = 0; this.#sleepers.size > 0; ) {
      await turnOfTheEventLoop();
      quiet = this.#asked === asked ? quiet + 1 : 0;
      asked = this.#asked;
      const next = this.#next();
      if (quiet < QUIET_TURNS || next === undefined) continue;
      this.#wakeAt(next.at);
      quiet = 0;
    }
    this.#watching = false;
  }

  #next(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (first === undefined || sleeper.at < first.at) first = sleeper;
    }
    return first;
  }

  #wakeAt(time: number): void {
    this.#now = Math.max(this.#now, time);
    for (const sleeper of [...this.#sleepers]) {
      if (sleeper.at > time) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}

function turnOfTheEventLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
