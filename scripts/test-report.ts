import { readFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';

/** How many tests of a runner passed, failed or were left out. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface TestReport {
  counts: Counts;
  /** What failed, by file and name. */
  failures: string[];
}

/** A runner that ended without a report has failed, whatever it says itself. */
const NO_REPORT: Counts = { passed: 0, failed: 1, skipped: 0 };

export async function readReport(file: string): Promise<TestReport> {
  try {
    const report: unknown = JSON.parse(await readFile(file, 'utf8'));
    return { counts: countsOf(report), failures: failuresOf(report) };
  } catch {
    return { counts: NO_REPORT, failures: [] };
  }
}

/** Counts of the JSON report of Vitest ("numPassedTests") or Playwright ("stats"). */
export function countsOf(report: unknown): Counts {
  if (!isRecord(report)) return NO_REPORT;
  if (typeof report.numTotalTests === 'number') {
    const suitesFailed = report.success === false ? 1 : 0;
    const failed = numberOf(report.numFailedTests);
    return {
      passed: numberOf(report.numPassedTests),
      // A file that could not even be loaded has no failed test, but has failed.
      failed: Math.max(failed, suitesFailed),
      skipped: numberOf(report.numPendingTests) + numberOf(report.numTodoTests),
    };
  }
  if (!isRecord(report.stats)) return NO_REPORT;
  const { expected, unexpected, flaky, skipped } = report.stats;
  const errors = Array.isArray(report.errors) ? report.errors.length : 0;
  return {
    passed: numberOf(expected),
    // A test that passes only at the second try is not a test that passes.
    failed: numberOf(unexpected) + numberOf(flaky) + errors,
    skipped: numberOf(skipped),
  };
}

/** Of the same reports, the tests that failed, each with what its errors say in short. */
export function failuresOf(report: unknown): string[] {
  if (!isRecord(report)) return [];
  const ofVitest = listOf(report.testResults).flatMap((file) =>
    listOf(file.assertionResults)
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) =>
        withErrors(
          `${String(file.name).split('/').at(-1)}: ${fullName}`,
          Array.isArray(failureMessages) ? failureMessages : [],
        ),
      ),
  );
  return [...ofVitest, ...listOf(report.suites).flatMap(failedSpecs)];
}

function failedSpecs(suite: Record<string, unknown>): string[] {
  const own = listOf(suite.specs).filter(({ ok }) => ok === false);
  return [
    ...own.map(({ file, line, title, tests }) =>
      withErrors(
        `${file}:${line}: ${title}`,
        listOf(tests)
          .flatMap(({ results }) => listOf(results))
          .flatMap(({ errors }) => listOf(errors))
          .map(({ message, location }) =>
            isRecord(location) ? `line ${location.line}: ${message}` : message,
          ),
      ),
    ),
    ...listOf(suite.suites).flatMap(failedSpecs),
  ];
}

/** A line for the test and one for each error: whoever has the end of a run has to know why. */
function withErrors(name: string, errors: unknown[]): string {
  const said = errors.map((error) => `\n        ${inShort(String(error))}`);
  return `${name}${said.slice(0, 3).join('')}`;
}

/** An error in one line of at most 400 characters, without the colours of a terminal. */
function inShort(error: string): string {
  const plain = stripVTControlCharacters(error);
  return plain.replaceAll(/\s+/g, ' ').trim().slice(0, 400);
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function add(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
