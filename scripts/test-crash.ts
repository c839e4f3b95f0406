import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { Rounds } from '../tests/killed/rounds.ts';
import { ensureChromium } from './browsers.ts';
import { readReport } from './test-report.ts';

/**
 * What happens to a copy when the browser is killed: Chromium is ended with SIGKILL at random
 * moments of copying, mirroring and thinning out, and started again (needs a build). With
 * `--matrix` instead: every crash state of recorded runs, in Node (tests/crash-matrix.test.ts);
 * `--every N` takes every N-th of them.
 */
const LETTERS = 150;
/** A profile that failed is kept, and the next kills go on with a new one. */
const MOST_FAILURES = 5;
const REPORT = 'test-results/reports/matrix.json';

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      times: { type: 'string', default: '50' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      matrix: { type: 'boolean', default: false },
      every: { type: 'string', default: '1' },
    },
  });
  if (values.matrix) return runMatrix(Number(values.every));
  const found = ensureChromium();
  if (!found.ok) {
    console.error(found.advice);
    return 1;
  }
  return killTimes(Number(values.times), Number(values.seed));
}

async function killTimes(times: number, seed: number): Promise<number> {
  console.log(`Seed ${seed}, ${times} kills`);
  const startedAt = performance.now();
  let passed = 0;
  let failed = 0;
  for (let from = seed; passed + failed < times && failed < MOST_FAILURES; from++) {
    const rounds = await Rounds.start(from, LETTERS);
    try {
      while (passed + failed < times) {
        const round = await rounds.next();
        passed += 1;
        console.log(JSON.stringify(round));
      }
      await rounds.finish();
      await rounds.app.close();
    } catch (error) {
      failed += 1;
      console.error(`FAILED with seed ${from}: ${error instanceof Error ? error.stack : error}`);
      console.error(`The profile is kept: ${rounds.app.profile}`);
      await rounds.app.close(true);
    }
  }
  console.log(`${Math.round((performance.now() - startedAt) / 1000)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function runMatrix(every: number): Promise<number> {
  const tests = ['tests/crash-matrix.test.ts', 'tests/crash-secrets.test.ts'];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  const run = spawn('npx', ['vitest', 'run', '--project', 'node', ...tests, ...reporters], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, HOLDFAST_MATRIX: 'long', HOLDFAST_MATRIX_EVERY: `${every}` },
  });
  const code = await new Promise<number>((resolve, reject) => {
    run.on('error', reject);
    run.on('close', (ended) => resolve(ended ?? 1));
  });
  const { passed, failed } = (await readReport(REPORT)).counts;
  console.log(`${passed} passed, ${failed} failed`);
  return code;
}
