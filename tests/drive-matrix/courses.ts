import { seededRandom } from '../../shared/simulator/seed/random.ts';
import type { Course, Pair } from './drive-run.ts';
import { FAILURES } from './failures.ts';
import { REQUESTS } from './requests.ts';

/** Every failure at every kind of request it can happen to. */
export const PAIRS: readonly Pair[] = REQUESTS.flatMap((request) =>
  FAILURES.filter(({ at }) => at?.(request) ?? true).map((failure) => ({ failure, request })),
);

/** Once, so often that trying again helps, and more often than anybody tries. */
const TIMES = [1, 2, 30];

/**
 * `count` courses: through all pairs first, in an order that depends on the seed, each pair at the first
 * request of its kind; then through them again, at later ones.
 */
export function* coursesOf(seed: number, count: number): Generator<Course, void> {
  const random = seededRandom(seed, 'drive-matrix');
  const order = PAIRS.map((pair) => ({ pair, at: random() })).sort((a, b) => a.at - b.at);
  for (let number = 0; number < count; number += 1) {
    const { pair } = order[number % order.length] ?? {};
    if (pair === undefined) return;
    const isFirst = number < order.length;
    yield {
      ...pair,
      after: isFirst ? 0 : Math.floor(random() * 3),
      times: TIMES[Math.floor(random() * TIMES.length)] ?? 1,
      flavour: random() < 0.5 ? 'work' : 'personal',
    };
  }
}
