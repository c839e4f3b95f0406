import type { SourceName } from '../model/item.ts';

/** `page` goes before `content` when both wait for a place; `write` goes first. */
export type Priority = 'write' | 'page' | 'content';
export type Measure = 'requests' | 'units' | 'sentBytes' | 'receivedBytes';

/** What may be begun within a time. What is more urgent keeps a part of it for itself. */
export interface Limit {
  measure: Measure;
  windowMs: number;
  most: Readonly<Record<Priority, number>>;
  /** From here on a connection that breaks without an answer is taken for throttling. */
  heavyFrom: number;
}

export interface PaceLimits {
  /** Requests at once. */
  places: number;
  windows: readonly Limit[];
}

const MINUTE_MS = 60_000;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * Per app and mailbox: 10,000 requests in ten minutes, four at once, 150 MB sent in five minutes. We
 * stay 4 % below the counted ones: the server counts when a request arrives, not when it leaves.
 * Source: learn.microsoft.com/graph/throttling-limits#outlook-service-limits.
 */
export const OUTLOOK_LIMITS: PaceLimits = {
  places: 4,
  windows: [
    // Without a part of its own a restore would wait for minutes while a first copy goes on.
    {
      measure: 'requests',
      windowMs: 10 * MINUTE_MS,
      most: { write: 9_600, page: 9_500, content: 9_400 },
      heavyFrom: 4_000,
    },
    { measure: 'sentBytes', windowMs: 5 * MINUTE_MS, most: alike(144_000_000), heavyFrom: NEVER },
  ],
};

/**
 * Per person: 3,000 requests in five minutes, 50 GB an hour to there and 100 GB from there; per app
 * and organisation, of the smallest size: 1,250 units a minute. As with a mailbox, 4 % below. How
 * many may be under way at once is not said; eight fill the allowed rate as long as an answer takes
 * less than 0.8 s. What the app may do in a day is a thousand times that minute and is not held back.
 * Source: learn.microsoft.com/sharepoint/dev/general-development/how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online.
 */
export const SHAREPOINT_LIMITS: PaceLimits = {
  places: 8,
  windows: [
    {
      measure: 'requests',
      windowMs: 5 * MINUTE_MS,
      most: { write: 2_880, page: 2_830, content: 2_780 },
      heavyFrom: 1_200,
    },
    {
      measure: 'units',
      windowMs: MINUTE_MS,
      most: { write: 1_200, page: 1_170, content: 1_140 },
      heavyFrom: NEVER,
    },
    { measure: 'sentBytes', windowMs: 60 * MINUTE_MS, most: alike(48e9), heavyFrom: NEVER },
    { measure: 'receivedBytes', windowMs: 60 * MINUTE_MS, most: alike(96e9), heavyFrom: NEVER },
  ],
};

function alike(most: number): Limit['most'] {
  return { write: most, page: most, content: most };
}

/** Whose limits a request comes under: each has a pace of its own, and its own pauses. */
export type Service = 'outlook' | 'sharepoint';

export function serviceOf(source: SourceName): Service {
  return source === 'drive' ? 'sharepoint' : 'outlook';
}

/** Of a path below Graph's version, or a link that Graph handed out. */
export function serviceOfPath(pathOrLink: string): Service {
  return /^\/(me\/drives?|users\/[^/]+\/drives?|drives|shares)\b/i.test(pathOf(pathOrLink))
    ? 'sharepoint'
    : 'outlook';
}

/** What SharePoint counts a request as. Source: that of its limits. */
export function unitsOf(method: string, pathOrLink: string): number {
  const path = pathOf(pathOrLink);
  if (/\/(permissions|createLink|invite)\b|\$expand=[^&]*permissions/i.test(path)) return 5;
  if (method !== 'GET') return 2;
  if (/\/delta\b/i.test(path)) return /token=/i.test(path) ? 1 : 2;
  return /\/(children|versions|thumbnails|drives|sharedWithMe)(\?|$)/i.test(path) ? 2 : 1;
}

function pathOf(pathOrLink: string): string {
  if (pathOrLink.startsWith('/')) return pathOrLink;
  const { pathname, search } = new URL(pathOrLink);
  return pathname.replace(/^\/[^/]+/, '') + search;
}
