import type { Clock } from '../lib/clock.ts';
import type { RequestOptions, Traffic } from './graph.ts';

type Priority = RequestOptions['priority'];

/**
 * Limits of Outlook in Graph, per app and mailbox: 10,000 requests in ten minutes, four at once,
 * 150 MB sent in five minutes. We stay 4 % below the counted ones: the server counts when a
 * request arrives, not when it leaves.
 * Source: learn.microsoft.com/graph/throttling-limits#outlook-service-limits.
 */
const PLACES = 4;
/**
 * What is more urgent keeps a part of the limit for itself: without it a first copy that has used all
 * of it would make a restore wait for minutes.
 */
const REQUESTS: Readonly<Record<Priority, number>> = { write: 9_600, page: 9_500, content: 9_400 };
const REQUESTS_WINDOW_MS = 600_000;
const UPLOAD_BYTES = 144_000_000;
const UPLOAD_WINDOW_MS = 300_000;

/** From here on a connection that breaks without an answer is taken for throttling. */
const HEAVY_REQUESTS = 4_000;
const HEAVY_AFTER_PAUSE_MS = 60_000;

const PRIORITIES: readonly Priority[] = ['write', 'page', 'content'];
/** A shorter wait for the limit is over before anybody has read of it. */
const WORTH_TELLING_MS = 2_000;

/** Nothing of this urgency, or of less, is sent before `until` (epoch milliseconds). */
export interface Standstill {
  until: number;
  /** Microsoft asked for a pause, or what it is known to allow is used up. */
  by: 'server' | 'limit';
  from: Priority;
}

interface Waiter {
  need: Need;
  begin(): void;
}

/** What a request takes of the limits. */
export interface Need {
  priority: Priority;
  cost: number;
  places: number;
  sentBytes: number;
}

/**
 * The one door all requests to a mailbox go through. It holds back what the limits forbid, and
 * everything while the server has asked for a pause: whoever is told to wait makes all wait, since
 * a request during the pause is refused and counted.
 */
export class Pace {
  #running = 0;
  readonly #waiting: Record<Priority, Waiter[]> = { write: [], page: [], content: [] };
  readonly #requests = new SlidingSum(REQUESTS_WINDOW_MS);
  readonly #uploads = new SlidingSum(UPLOAD_WINDOW_MS);
  readonly #pauses = { count: 0, pastMs: 0, from: 0, until: 0 };
  #alarm: { at: number; stop: AbortController } | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly onStandstill: (standstill: Standstill) => void = () => {},
  ) {}

  /** Waits for a place; the answer gives it back and must be called once. */
  enter(need: Need, signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const abort = () => {
        const queue = this.#waiting[need.priority];
        queue.splice(queue.indexOf(waiter), 1);
        reject(signal.reason);
        this.#pump();
      };
      const waiter: Waiter = {
        need,
        begin: () => {
          signal.removeEventListener('abort', abort);
          resolve(() => {
            this.#running -= need.places;
            this.#pump();
          });
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting[need.priority].push(waiter);
      this.#pump();
    });
  }

  /** Nothing begins for `waitMs`; a longer pause that is on already stays. */
  pause(waitMs: number): void {
    const now = this.clock.now();
    const pauses = this.#pauses;
    if (now >= pauses.until) {
      pauses.pastMs += pauses.until - pauses.from;
      pauses.from = now;
      pauses.until = now;
      pauses.count += 1;
    }
    pauses.until = Math.max(pauses.until, now + waitMs);
    this.onStandstill({ until: pauses.until, by: 'server', from: 'write' });
  }

  /** True when a broken connection is more likely the server's refusal than a missing network. */
  isHeavy(): boolean {
    const now = this.clock.now();
    const sincePause = now - this.#pauses.until;
    return (
      this.#requests.sum(now) >= HEAVY_REQUESTS ||
      (this.#pauses.count > 0 && sincePause < HEAVY_AFTER_PAUSE_MS)
    );
  }

  pauses(): Pick<Traffic, 'pauses' | 'pausedMs' | 'pausedUntil'> {
    const now = this.clock.now();
    const { count, pastMs, from, until } = this.#pauses;
    return {
      pauses: count,
      pausedMs: pastMs + Math.max(0, Math.min(now, until) - from),
      pausedUntil: now < until ? until : null,
    };
  }

  #pump(): void {
    const now = this.clock.now();
    let next = this.#nextWaiter(now);
    while (next !== null && next.at <= now) {
      this.#begin(next.waiter, now);
      next = this.#nextWaiter(now);
    }
    if (next === null || next.at === Number.POSITIVE_INFINITY) this.#clearAlarm();
    else this.#setAlarm(next.at, next.waiter.need.priority);
  }

  /** The first who may go now, else whoever may go soonest; never one behind a more urgent one. */
  #nextWaiter(now: number): { waiter: Waiter; at: number } | null {
    let soonest: { waiter: Waiter; at: number } | null = null;
    for (const priority of PRIORITIES) {
      const waiter = this.#waiting[priority][0];
      if (waiter === undefined) continue;
      const at = this.#startOf(waiter.need, now);
      if (at <= now) return { waiter, at };
      if (soonest === null || at < soonest.at) soonest = { waiter, at };
      // Only the bytes sent hold back one kind of request and not the others.
      const othersMayPass =
        waiter.need.sentBytes > 0 && this.#startOf({ ...waiter.need, sentBytes: 0 }, now) <= now;
      if (!othersMayPass) return soonest;
    }
    return soonest;
  }

  /** When the limits allow it; infinity when it waits for a place, which no clock gives. */
  #startOf(need: Need, now: number): number {
    if (this.#running > 0 && this.#running + need.places > PLACES) return Number.POSITIVE_INFINITY;
    return Math.max(
      this.#pauses.until,
      this.#requests.roomAt(need.cost, REQUESTS[need.priority], now),
      need.sentBytes === 0 ? now : this.#uploads.roomAt(need.sentBytes, UPLOAD_BYTES, now),
      now,
    );
  }

  #begin(waiter: Waiter, now: number): void {
    const { need } = waiter;
    this.#waiting[need.priority].shift();
    this.#running += need.places;
    this.#requests.add(need.cost, now);
    if (need.sentBytes > 0) this.#uploads.add(need.sentBytes, now);
    waiter.begin();
  }

  #setAlarm(at: number, from: Priority): void {
    if (this.#alarm !== null && this.#alarm.at === at) return;
    this.#clearAlarm();
    const isForLimit = at > this.#pauses.until && at - this.clock.now() >= WORTH_TELLING_MS;
    if (isForLimit) this.onStandstill({ until: at, by: 'limit', from });
    const alarm = { at, stop: new AbortController() };
    this.#alarm = alarm;
    this.clock.sleep(at - this.clock.now(), alarm.stop.signal).then(
      () => {
        if (this.#alarm === alarm) this.#alarm = null;
        this.#pump();
      },
      () => {}, // Another alarm has taken its place, or nobody waits any more.
    );
  }

  #clearAlarm(): void {
    this.#alarm?.stop.abort();
    this.#alarm = null;
  }
}

/** The sum of what was added within the last `windowMs`. */
class SlidingSum {
  #entries: { at: number; amount: number }[] = [];
  #first = 0;
  #sum = 0;

  constructor(private readonly windowMs: number) {}

  add(amount: number, now: number): void {
    this.#entries.push({ at: now, amount });
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
