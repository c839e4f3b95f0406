import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ensureChromium, ensureFirefox, ensureRestic, ensureScreen } from './browsers.ts';
import { add, type Counts, readReport, type TestReport } from './test-report.ts';

/**
 * Every test and check there is, one after the other, and at the end one line "N passed, N failed":
 * the tests the runners counted, and one failure for each check that is not a test (types, lint…).
 */
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const REPORTS = `${ROOT}test-results/reports`;
/** Exchanges with Graph that tests recorded; each file is one recording in order. */
const EXCHANGES = `${ROOT}artefacts/exchanges`;
/** A checker made from Microsoft's published description of Graph, where it is at hand. */
const CONTRACT = fileURLToPath(new URL('../../shared/graph/contract/check.mjs', import.meta.url));

interface Step {
  name: string;
  command: string[];
  env?: Record<string, string>;
  /** The JSON report a test runner writes. Without one the exit code is all there is. */
  report?: string;
  /** What not every system has: a virtual screen, or restic. Left out without it, and told. */
  needs?: 'screen' | 'restic';
  /** It waits, or uses one core: steps marked like it that stand beside each other run at once. */
  isLight?: true;
}

interface StepResult extends TestReport {
  name: string;
  seconds: number;
}

const STEPS: Step[] = [
  { name: 'types', command: ['npm', 'run', '--silent', 'check:types'], isLight: true },
  { name: 'lint', command: ['npm', 'run', '--silent', 'check:lint'], isLight: true },
  vitest('unit tests and rooms', 'node', 'unit.json'),
  vitest('browser tests', 'browser', 'browser.json'),
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  {
    name: 'faces in Chromium',
    command: ['npx', 'playwright', 'test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: `${REPORTS}/faces.json` },
    report: `${REPORTS}/faces.json`,
  },
  {
    name: 'the real folder picker',
    command: ['npm', 'run', '--silent', 'test:folder', '--', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: `${REPORTS}/folder.json` },
    report: `${REPORTS}/folder.json`,
    needs: 'screen',
    isLight: true,
  },
  {
    name: 'extension, by Mozilla’s linter',
    command: ['npm', 'run', '--silent', 'check:extension'],
    isLight: true,
  },
  {
    // What they say is told and judged by nobody here: they have to run, not to be fast.
    name: 'figures of the repository, in short',
    command: ['npm', 'run', '--silent', 'bench', '--', 'repository', '--data', 'docs'],
    env: { SHARE: '0.05', TURNS: '1', ENTRIES: '20000', STREAM_BYTES: '50000000' },
    needs: 'restic',
    isLight: true,
  },
  { name: 'dead code', command: ['npm', 'run', '--silent', 'check:dead'], isLight: true },
  { name: 'size', command: ['npm', 'run', '--silent', 'check:size'], isLight: true },
];

/** After all others: they record the exchanges. */
const CONTRACT_STEP: Step = {
  name: 'contract of Graph',
  command: ['npx', 'tsx', 'scripts/check-contract.ts', CONTRACT, EXCHANGES],
};

process.exitCode = (await main()) ? 0 : 1;

async function main(): Promise<boolean> {
  for (const browser of [ensureChromium(), ensureFirefox()]) {
    if (browser.ok) continue;
    console.error(browser.advice);
    return false;
  }
  const screen = ensureScreen();
  if (!screen.ok) {
    console.error(screen.advice);
    // Elsewhere than in CI the rest is worth running all the same; what was left out is told.
    if (process.env.CI) return false;
  }
  const restic = ensureRestic();
  if (!restic.ok) console.error(restic.advice);
  const found = { screen: screen.ok, restic: restic.ok };
  await rm(EXCHANGES, { recursive: true, force: true });
  await mkdir(REPORTS, { recursive: true });

  const results: StepResult[] = [];
  const take = (step: Step) => {
    const isLeftOut = step.needs !== undefined && !found[step.needs];
    return isLeftOut ? leaveOut(step) : runStep(step);
  };
  for (const steps of atOnce(STEPS)) results.push(...(await Promise.all(steps.map(take))));
  if (existsSync(CONTRACT) && existsSync(EXCHANGES)) results.push(await runStep(CONTRACT_STEP));

  console.log('');
  for (const { name, counts, failures, seconds } of results) {
    console.log(
      `${counts.failed === 0 ? 'ok  ' : 'FAIL'}  ${name}: ${inWords(counts)}, ${seconds} s`,
    );
    for (const failure of failures) console.log(`      ${failure}`);
  }
  const total = results.map(({ counts }) => counts).reduce(add);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0;
}

/** One after the other, but for light ones that stand beside each other. */
function atOnce(steps: readonly Step[]): Step[][] {
  const groups: Step[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (step.isLight && last?.[0]?.isLight) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

async function runStep(step: Step): Promise<StepResult> {
  console.log(`\n— ${step.name}`);
  const startedAt = performance.now();
  if (step.report) await rm(step.report, { force: true });
  const isOk = await run(step);
  const { counts, failures } = step.report
    ? await readReport(step.report)
    : { counts: { passed: 0, failed: isOk ? 0 : 1, skipped: 0 }, failures: [] };
  // A runner can fail without a failed test: an error outside of them, a coverage limit.
  if (!isOk && counts.failed === 0) counts.failed = 1;
  return {
    name: step.name,
    counts,
    failures,
    seconds: Math.round((performance.now() - startedAt) / 1000),
  };
}

function leaveOut({ name }: Step): StepResult {
  return { name, counts: { passed: 0, failed: 0, skipped: 1 }, failures: [], seconds: 0 };
}

function run({ command, env }: Step): Promise<boolean> {
  const [program = '', ...parameters] = command;
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

function vitest(name: string, project: string, file: string): Step {
  const report = `${REPORTS}/${file}`;
  return {
    name,
    command: [
      ...['npx', 'vitest', 'run', '--project', project],
      ...['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
    ],
    report,
  };
}

function inWords({ passed, failed, skipped }: Counts): string {
  if (passed + failed + skipped === 0) return 'done';
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
