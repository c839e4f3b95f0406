import { expect, test } from 'vitest';
import { TimeLeft } from './time-left.ts';

function measureEachSecond(speeds: readonly number[], total: number): (number | null)[] {
  const left = new TimeLeft();
  let done = 0;
  return speeds.map((speed, second) => {
    done += speed;
    return left.measure(second * 1000, done, total);
  });
}

test('nothing is said before ten seconds have been measured', () => {
  const told = measureEachSecond(new Array<number>(12).fill(10), 1000);

  expect(told.slice(0, 10)).toEqual(new Array(10).fill(null));
  expect(told[10]).toBe(89_000);
});

test('only the last minute counts', () => {
  const told = measureEachSecond(
    [...new Array<number>(100).fill(1), ...new Array<number>(61).fill(100)],
    16_200,
  );

  expect(told.at(-1)).toBe(100_000);
});

test('work that stands still has no end in sight', () => {
  const told = measureEachSecond([5, ...new Array<number>(70).fill(0)], 10);

  expect(told.at(-1)).toBeNull();
});
