import { readFile } from 'node:fs/promises';

/** How many tests of a runner passed, failed or were left out. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** A runner that ended without a report has failed, whatever it says itself. */
const NO_REPORT: Counts = { passed: 0, failed: 1, skipped: 0 };

export async function readCounts(file: string): Promise<Counts> {
  try {
    return countsOf(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return NO_REPORT;
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
