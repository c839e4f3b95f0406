import { type Clock, systemClock } from './clock.ts';

/**
 * A clock that goes so many times faster than the system's. For tests that talk over real
 * connections, of which a `VirtualClock` cannot tell that somebody still waits for them: the minutes
 * of Microsoft's limits pass in seconds, and what is done in them takes its own time.
 */
export function hurriedClock(times: number): Clock {
  const startedAt = systemClock.now();
  return {
    now: () => startedAt + (systemClock.now() - startedAt) * times,
    sleep: (waitMs, signal) => systemClock.sleep(waitMs / times, signal),
  };
}
