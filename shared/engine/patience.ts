import type { Fault, FaultCode } from '../model/fault.ts';
import type { JobState } from '../model/job.ts';

type WaitingFor = Extract<JobState, { kind: 'waiting' }>['for'];

/**
 * What a job does when it can't go on by itself. `until-told`: it waits as long as it takes, for a
 * person is there. `brief`: nobody is there; it tries a few times and ends.
 */
export type Patience = 'until-told' | 'brief';

export interface Pause {
  reason: WaitingFor;
  /** null: until something happens. */
  forMs: number | null;
}

const WAITS_FOR: Partial<Record<FaultCode, Exclude<WaitingFor, 'limit'>>> = {
  'signed-out': 'sign-in',
  'consent-required': 'consent',
  offline: 'network',
  throttled: 'server',
  'server-error': 'server',
  quota: 'room',
  away: 'folder',
  'room-ahead': 'room-ahead',
  metered: 'metered',
};

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = { network: 60_000, server: 15 * 60_000, room: 10 * 60_000, folder: 60_000 };
/** A service that fails over and over again, with nothing coming in, is left for another day. */
const MOST_SERVER_TRIES = 8;
const BRIEF_TRIES = 3;

/** How to wait after `fault`, the `tries`th in a row (from 0) with nothing in between; null: end. */
export function pauseAfter(fault: Fault, tries: number, patience: Patience): Pause | null {
  const reason = WAITS_FOR[fault.code];
  if (reason === undefined) return null;
  // Only somebody, or something outside, can end these.
  if (
    reason === 'sign-in' ||
    reason === 'consent' ||
    reason === 'room-ahead' ||
    reason === 'metered'
  ) {
    return patience === 'brief' ? null : { reason, forMs: null };
  }
  if (patience === 'brief' && (reason === 'room' || tries >= BRIEF_TRIES)) return null;
  if (reason === 'server' && tries >= MOST_SERVER_TRIES) return null;
  const growing = Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS[reason]);
  return { reason, forMs: Math.max(growing, fault.retryAfterMs ?? 0) };
}
