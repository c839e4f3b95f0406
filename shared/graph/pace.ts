import type { Clock } from '../lib/clock.ts';
import type { Traffic } from './graph.ts';
import {
  type Limit,
  type Measure,
  OUTLOOK_LIMITS,
  type PaceLimits,
  type Priority,
  type Service,
} from './limits.ts';
import { SlidingSum } from './sliding-sum.ts';

/** After a pause a connection that breaks without an answer is taken for throttling for so long. */
const HEAVY_AFTER_PAUSE_MS = 60_000;

/** What a window keeps apart: bytes come in thousands of pieces a second. */
const GRAINS = 10_000;
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

export type Pauses = Pick<Traffic, 'pauses' | 'pausedMs' | 'pausedUntil'>;
export type ServiceStandstill = Standstill & { service: Service };

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
  /** Microsoft's measure beside the number of requests, where it has one. Missing: as `cost`. */
  units?: number;
}

/**
 * The one door all requests to one service go through, for one account. It holds back what the limits forbid, and
 * everything while the server has asked for a pause: whoever is told to wait makes all wait, since
 * a request during the pause is refused and counted.
 */
export class Pace {
  #running = 0;
  readonly #waiting: Record<Priority, Waiter[]> = { write: [], page: [], content: [] };
  readonly #windows: readonly Window[];
  readonly #pauses = { count: 0, pastMs: 0, from: 0, until: 0 };
  #alarm: { at: number; stop: AbortController } | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly onStandstill: (standstill: Standstill) => void = () => {},
    private readonly limits: PaceLimits = OUTLOOK_LIMITS,
  ) {
    this.#windows = limits.windows.map((limit) => ({
      limit,
      sum: new SlidingSum(limit.windowMs, limit.windowMs / GRAINS),
    }));
  }

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
      this.#windows.some(({ limit, sum }) => sum.sum(now) >= limit.heavyFrom) ||
      (this.#pauses.count > 0 && sincePause < HEAVY_AFTER_PAUSE_MS)
    );
  }

  received(bytes: number): void {
    this.#count('receivedBytes', bytes, this.clock.now());
  }

  /** Tells those that came since it was asked for. */
  pausesFromNow(): () => Pauses {
    const before = this.pauses();
    return () => {
      const { pauses, pausedMs, pausedUntil } = this.pauses();
      return { pauses: pauses - before.pauses, pausedMs: pausedMs - before.pausedMs, pausedUntil };
    };
  }

  pauses(): Pauses {
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
    if (this.#running > 0 && this.#running + need.places > this.limits.places)
      return Number.POSITIVE_INFINITY;
    let at = Math.max(this.#pauses.until, now);
    for (const { limit, sum } of this.#windows) {
      if (!isCounted(limit, need)) continue;
      at = Math.max(at, sum.roomAt(amountOf(limit, need), limit.most[need.priority], now));
    }
    return at;
  }

  #begin(waiter: Waiter, now: number): void {
    const { need } = waiter;
    this.#waiting[need.priority].shift();
    this.#running += need.places;
    for (const measure of ['requests', 'units', 'sentBytes'] as const) {
      this.#count(measure, amountOf({ measure }, need), now);
    }
    waiter.begin();
  }

  #count(measure: Measure, amount: number, now: number): void {
    if (amount === 0) return;
    for (const { limit, sum } of this.#windows) {
      if (limit.measure === measure) sum.add(amount, now);
    }
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

interface Window {
  limit: Limit;
  sum: SlidingSum;
}

function amountOf({ measure }: Pick<Limit, 'measure'>, need: Need): number {
  if (measure === 'requests') return need.cost;
  if (measure === 'units') return need.units ?? need.cost;
  // How much will come is not known before it does.
  return measure === 'sentBytes' ? need.sentBytes : 0;
}

/** What sends nothing is not held back by what was sent; what has come holds back contents alone. */
function isCounted({ measure }: Limit, need: Need): boolean {
  if (measure === 'sentBytes') return need.sentBytes > 0;
  return measure !== 'receivedBytes' || need.priority === 'content';
}

/** Of several services: what stands still for one of them does so. */
export function sumOf(services: readonly Pauses[]): Pauses {
  const until = Math.max(0, ...services.map(({ pausedUntil }) => pausedUntil ?? 0));
  return {
    pauses: services.reduce((sum, { pauses }) => sum + pauses, 0),
    pausedMs: services.reduce((sum, { pausedMs }) => sum + pausedMs, 0),
    pausedUntil: until === 0 ? null : until,
  };
}
