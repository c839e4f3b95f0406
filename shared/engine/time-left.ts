const WINDOW_MS = 60_000;
const MEASURED_MS = 10_000;
const SAMPLE_MS = 1_000;

/**
 * How long the rest of the work will take, by what the last minute brought. It says nothing until
 * ten seconds have been measured, and nothing when nothing moved.
 */
export class TimeLeft {
  readonly #samples: { at: number; done: number }[] = [];

  /** `done` and `total` in any unit of work, as long as it stays the same. */
  measure(now: number, done: number, total: number): number | null {
    const last = this.#samples.at(-1);
    if (last === undefined || now - last.at >= SAMPLE_MS) this.#samples.push({ at: now, done });
    while ((this.#samples[1]?.at ?? now) <= now - WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    if (first === undefined || now - first.at < MEASURED_MS) return null;
    const donePerMs = (done - first.done) / (now - first.at);
    if (donePerMs <= 0) return null;
    return Math.round(Math.max(0, total - done) / donePerMs);
  }

  /** After a pause: what was before it says nothing about what comes. */
  restart(): void {
    this.#samples.length = 0;
  }
}
