import { parseArgs } from 'node:util';
import { coursesOf, PAIRS } from '../tests/drive-matrix/courses.ts';
import { type Course, runCourse } from '../tests/drive-matrix/drive-run.ts';
import { FAILURES } from '../tests/drive-matrix/failures.ts';
import { REQUESTS } from '../tests/drive-matrix/requests.ts';

/**
 * Every kind of failure at every kind of request of a drive: copied, changed, lost, restored, taken back.
 * At the end the copy is the drive or the receipt names what is not, and all can be had back. Prints
 * which pairs occurred; the last line is `N passed, N failed`.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: String(PAIRS.length) },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const [seed, runs] = [Number(values.seed), Number(values.runs)];
  const hit = new Set<string>();
  let [passed, failed] = [0, 0];
  for (const course of coursesOf(seed, runs)) {
    const name = nameOf(course);
    if (values.only !== undefined && !name.includes(values.only)) continue;
    try {
      if (await runCourse(course)) hit.add(keyOf(course));
      passed += 1;
      if (passed % 50 === 0) console.log(`${passed} passed so far`);
    } catch (error) {
      failed += 1;
      console.error(`FAILED ${name}: ${error instanceof Error ? error.stack : error}`);
    }
  }
  printTable(hit);
  const missed = PAIRS.filter((pair) => !hit.has(keyOf(pair)));
  if (values.only === undefined && runs >= PAIRS.length) {
    for (const pair of missed) console.error(`NEVER OCCURRED: ${keyOf(pair)}`);
    failed += missed.length;
  }
  console.log(`${hit.size} of ${PAIRS.length} pairs occurred`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function nameOf(course: Course): string {
  const { after, times, flavour } = course;
  return `${keyOf(course)} (${flavour}, after ${after}, ${times} times)`;
}

function keyOf({ failure, request }: Pick<Course, 'failure' | 'request'>): string {
  return `${failure.name} at ${request}`;
}

/** A line a kind of request, a column a failure. */
function printTable(hit: ReadonlySet<string>): void {
  for (const [at, { name }] of FAILURES.entries()) console.log(`${letterOf(at)}  ${name}`);
  const letters = FAILURES.map((_, at) => letterOf(at)).join('');
  console.log(`${''.padEnd(16)} ${letters}`);
  for (const request of REQUESTS) {
    const marks = FAILURES.map((failure) => {
      if (!(failure.at?.(request) ?? true)) return ' ';
      return hit.has(keyOf({ failure, request })) ? 'x' : '-';
    });
    console.log(`${request.padEnd(16)} ${marks.join('')}`);
  }
}

function letterOf(at: number): string {
  return at < 26 ? String.fromCharCode(65 + at) : String.fromCharCode(71 + at);
}
