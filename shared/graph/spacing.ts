import type { Clock } from '../lib/clock.ts';

/** So many keys are remembered; those of long ago hold nothing back any more. */
const MOST_KEYS = 1_000;

/** Keeps requests about one thing apart, where a service limits them thing by thing. */
export class Spacing {
  readonly #free = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** Waits for the next turn of this key; turns are given out in the order in which they are asked for. */
  async wait({ key, ms }: { key: string; ms: number }, signal: AbortSignal): Promise<void> {
    const now = this.clock.now();
    const at = Math.max(now, this.#free.get(key) ?? now);
    this.#free.set(key, at + ms);
    if (this.#free.size > MOST_KEYS) this.#forget(now);
    // Without the signal, which so many wait with at once: a stop takes a turn longer.
    if (at > now) await this.clock.sleep(at - now);
    signal.throwIfAborted();
  }

  /** A request that had its turn leaves only now: the next one is kept apart from this. */
  left({ key, ms }: { key: string; ms: number }): void {
    const next = this.clock.now() + ms;
    if (next > (this.#free.get(key) ?? 0)) this.#free.set(key, next);
  }

  #forget(now: number): void {
    for (const [key, at] of this.#free) if (at <= now) this.#free.delete(key);
  }
}
