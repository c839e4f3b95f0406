import type { Clock } from '../../lib/clock.ts';
import type { GraphAnswer, GraphCall } from '../answer.ts';
import { GraphError } from '../graph-error.ts';
import { SlidingSum } from '../throttle.ts';
import { driveOption } from './query.ts';

const MINUTE_MS = 60_000;
const GIB = 1024 ** 3;

/**
 * SharePoint's limits: for a person, and in resource units for an app in a tenant of the smallest
 * size.
 * Source: learn.microsoft.com/sharepoint/dev/general-development/how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online.
 */
export const DRIVE_LIMITS = {
  requests: 3000,
  requestsWindowMs: 5 * MINUTE_MS,
  unitsPerMinute: 1250,
  unitsPerDay: 1_200_000,
  uploadBytesPerHour: 50 * GIB,
  downloadBytesPerHour: 100 * GIB,
};
export type DriveLimits = typeof DRIVE_LIMITS;

/** From this share of the minute's units on, answers tell how much is left. */
const TOLD_FROM = 0.8;

/** What a request costs. Source: the same page. */
export function resourceUnits(call: GraphCall): number {
  const path = call.url.pathname;
  const expands = driveOption(call, '$expand') ?? '';
  if (/\/(permissions|createLink|invite)(\/|$)/i.test(path) || /permissions/i.test(expands)) {
    return 5;
  }
  if (call.method !== 'GET') return 2;
  if (/\/delta(\(|$)/i.test(path)) {
    return driveOption(call, 'token') !== undefined || /token=/i.test(path) ? 1 : 2;
  }
  return /\/(children|versions|thumbnails|drives|sharedWithMe)$/i.test(path) ? 2 : 1;
}

/** Counts what is done with one drive, by one person and through one app. Refusals count too. */
export class DriveThrottle {
  refused = 0;
  /** Resource units used since it was made. */
  units = 0;
  readonly #requests: SlidingSum;
  readonly #minute = new SlidingSum(MINUTE_MS);
  readonly #day = new SlidingSum(24 * 60 * MINUTE_MS);
  readonly #uploads = new SlidingSum(60 * MINUTE_MS);
  readonly #downloads = new SlidingSum(60 * MINUTE_MS);

  constructor(
    readonly clock: Clock,
    readonly limits: DriveLimits,
    public isOn: boolean,
  ) {
    this.#requests = new SlidingSum(limits.requestsWindowMs);
  }

  /** Runs a request within the limits. Faults: 429 `activityLimitReached` with Retry-After. */
  async run<Result extends { answer: GraphAnswer }>(
    units: number,
    uploadBytes: number,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const now = this.clock.now();
    this.units += units;
    this.#requests.add(now, 1);
    this.#minute.add(now, units);
    this.#day.add(now, units);
    if (uploadBytes > 0) this.#uploads.add(now, uploadBytes);
    if (this.isOn) this.#check(now);
    const result = await work();
    if (!this.isOn) return result;
    const headers = { ...this.#remaining(), ...result.answer.headers };
    return { ...result, answer: { ...result.answer, headers } };
  }

  countDownload(bytes: number): void {
    this.#downloads.add(this.clock.now(), bytes);
  }

  #check(now: number): void {
    const { limits } = this;
    this.#hold(this.#requests, now, limits.requests);
    this.#hold(this.#minute, now, limits.unitsPerMinute);
    this.#hold(this.#day, now, limits.unitsPerDay);
    this.#hold(this.#uploads, now, limits.uploadBytesPerHour);
    this.#hold(this.#downloads, now, limits.downloadBytesPerHour);
  }

  #hold(sum: SlidingSum, now: number, most: number): void {
    if (sum.sum(now) <= most) return;
    this.refused += 1;
    const seconds = Math.max(1, Math.ceil(sum.waitUntil(now, most) / 1000));
    throw new GraphError(429, 'activityLimitReached', 'The request has been throttled.', {
      'Retry-After': String(seconds),
    });
  }

  #remaining(): Record<string, string> {
    const now = this.clock.now();
    const { unitsPerMinute } = this.limits;
    const used = this.#minute.sum(now);
    if (used < unitsPerMinute * TOLD_FROM) return {};
    return {
      'RateLimit-Limit': String(unitsPerMinute),
      'RateLimit-Remaining': String(Math.max(0, unitsPerMinute - used)),
      'RateLimit-Reset': String(Math.ceil(this.#minute.waitUntil(now, unitsPerMinute) / 1000)),
    };
  }
}
