import type { Clock } from '../lib/clock.ts';

/** Another clock, set forward by as much as somebody asked for. */
export class ShiftedClock implements Clock {
  #shiftMs = 0;

  constructor(readonly base: Clock) {}

  now(): number {
    return this.base.now() + this.#shiftMs;
  }

  sleep(waitMs: number, signal?: AbortSignal): Promise<void> {
    return this.base.sleep(waitMs, signal);
  }

  /** Limits, tokens and cursors see the time pass; who sleeps does not wake up earlier. */
  advance(ms: number): void {
    this.#shiftMs += ms;
  }
}
