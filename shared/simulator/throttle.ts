import type { Clock } from '../lib/clock.ts';
import { GraphError } from './graph-error.ts';

/**
 * Outlook's limits for one app on one mailbox.
 * Source: learn.microsoft.com/graph/throttling-limits#outlook-service-limits.
 */
export const OUTLOOK_LIMITS = {
  requests: 10_000,
  requestsWindowMs: 10 * 60 * 1000,
  concurrent: 4,
  uploadBytes: 150 * 1024 * 1024,
  uploadWindowMs: 5 * 60 * 1000,
};
export type Limits = typeof OUTLOOK_LIMITS;

/** What a client is told to wait when too many requests are under way at once. */
const CONCURRENCY_WAIT_S = 5;

/** Counts what one app does with one mailbox. Refused requests count as well. */
export class Throttle {
  refused = 0;
  readonly #requests: SlidingSum;
  readonly #uploads: SlidingSum;
  #running = 0;

  constructor(
    readonly clock: Clock,
    readonly limits: Limits,
    public isOn: boolean,
  ) {
    this.#requests = new SlidingSum(limits.requestsWindowMs);
    this.#uploads = new SlidingSum(limits.uploadWindowMs);
  }

  /** Requests within the window now, for the share of the allowed rate. */
  get recentRequests(): number {
    return this.#requests.sum(this.clock.now());
  }

  /** Runs a request within the limits. Faults: 429 `ApplicationThrottled` with Retry-After. */
  async run<Result>(uploadBytes: number, work: () => Promise<Result>): Promise<Result> {
    const now = this.clock.now();
    this.#requests.add(now, 1);
    if (uploadBytes > 0) this.#uploads.add(now, uploadBytes);
    if (this.isOn) this.#check(now);
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
    }
  }

  #check(now: number): void {
    const { requests, uploadBytes, concurrent } = this.limits;
    if (this.#requests.sum(now) > requests) {
      this.#refuse('MailboxRequests', this.#requests.waitUntil(now, requests));
    }
    if (this.#uploads.sum(now) > uploadBytes) {
      this.#refuse('IncomingBytes', this.#uploads.waitUntil(now, uploadBytes));
    }
    if (this.#running >= concurrent) this.#refuse('MailboxConcurrency', CONCURRENCY_WAIT_S * 1000);
  }

  #refuse(limit: string, waitMs: number): never {
    this.refused += 1;
    throw new GraphError(429, 'ApplicationThrottled', `Application is over its ${limit} limit.`, {
      'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))),
    });
  }
}

/** A sum over a sliding window of time, in slices of one second. */
export class SlidingSum {
  readonly #slices: { at: number; amount: number }[] = [];
  #sum = 0;

  constructor(readonly lengthMs: number) {}

  add(now: number, amount: number): void {
    const at = Math.floor(now / 1000) * 1000;
    const last = this.#slices.at(-1);
    if (last?.at === at) last.amount += amount;
    else this.#slices.push({ at, amount });
    this.#sum += amount;
  }

  sum(now: number): number {
    while ((this.#slices[0]?.at ?? Number.POSITIVE_INFINITY) <= now - this.lengthMs) {
      this.#sum -= this.#slices.shift()?.amount ?? 0;
    }
    return this.#sum;
  }

  /** How long until one more fits under `most`. */
  waitUntil(now: number, most: number): number {
    let excess = this.sum(now) - most;
    for (const { at, amount } of this.#slices) {
      excess -= amount;
      if (excess < 0) return at + this.lengthMs - now;
    }
    return this.lengthMs;
  }
}
