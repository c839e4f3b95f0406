import type { Clock } from '../lib/clock.ts';
import { watch } from '../lib/watch.ts';
import { type AccountId, asId } from '../model/ids.ts';
import type { SignIn } from '../model/platform.ts';
import { nextChangeMs, type SignInRecords, signInAt } from './sign-in-records.ts';

/** A timer this long at most: one that slept with the computer is late by no more than this. */
const LONGEST_TIMER_MS = 5 * 60 * 1000;

/** Who is signed in, now and after each change: by somebody, in any page of this origin, or by time. */
export function watchSignIns(
  records: SignInRecords,
  clock: Clock,
): AsyncIterable<readonly SignIn[]> {
  const read = () => {
    const now = clock.now();
    return records.list().map((record) => signInAt(record, now));
  };
  return watch(read, (told) => {
    const unsubscribe = records.subscribe(told);
    const timer = tellAtChange(records, clock, told);
    return () => {
      unsubscribe();
      timer.abort();
    };
  });
}

/** Tells once whenever an account was signed in or got further rights, also in another page. */
export function watchGrants(records: SignInRecords): AsyncIterable<AccountId> {
  const marks = () =>
    new Map(
      records
        .list()
        .filter((record) => !record.isEnded)
        .map((record) => [record.id, `${record.signedInAt} ${record.scopes.join(' ')}`]),
    );
  let known = marks();
  const read = () => {
    const before = known;
    known = marks();
    const changed = [...known].filter(([id, mark]) => before.get(id) !== mark);
    return changed.map(([id]) => asId<AccountId>(id));
  };
  return each(watch(read, (told) => records.subscribe(told)));
}

function tellAtChange(records: SignInRecords, clock: Clock, told: () => void): AbortController {
  const controller = new AbortController();
  const wait = async () => {
    for (;;) {
      const change = nextChangeMs(records.list(), clock.now());
      await clock.sleep(Math.min(change ?? LONGEST_TIMER_MS, LONGEST_TIMER_MS), controller.signal);
      if (change !== undefined && change <= LONGEST_TIMER_MS) told();
    }
  };
  wait().catch(() => {});
  return controller;
}

/** One by one what `lists` tells in lists. Ending it ends `lists`, also while both wait. */
function each<T>(lists: AsyncIterable<readonly T[]>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const steps = lists[Symbol.asyncIterator]();
      const waiting: T[] = [];
      return {
        async next() {
          while (waiting.length === 0) {
            const step = await steps.next();
            if (step.done) return { done: true, value: undefined };
            waiting.push(...step.value);
          }
          const [value] = waiting.splice(0, 1);
          // The loop above ends with at least one value.
          return { done: false, value: value as T };
        },
        async return() {
          await steps.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
