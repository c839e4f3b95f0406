import { expect, test } from 'vitest';
import { countsOf, failuresOf, readReport } from './test-report.ts';

test("Vitest's report gives its counts", () => {
  const report = {
    success: false,
    numTotalTests: 7,
    numPassedTests: 4,
    numFailedTests: 2,
    numPendingTests: 1,
    numTodoTests: 0,
  };
  expect(countsOf(report)).toEqual({ passed: 4, failed: 2, skipped: 1 });
});

test('a file that could not be loaded counts as a failure', () => {
  const report = { success: false, numTotalTests: 3, numPassedTests: 3, numFailedTests: 0 };
  expect(countsOf(report)).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

test("Playwright's report gives its counts, and a flaky test has failed", () => {
  const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [] };
  expect(countsOf(report)).toEqual({ passed: 5, failed: 2, skipped: 2 });
});

test('errors outside of tests count as well', () => {
  const report = {
    stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 },
    errors: [{ message: 'the web server did not start' }],
  };
  expect(countsOf(report)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test.each([null, 7, {}, []])('a report that says nothing (%j) is a failure', (report) => {
  expect(countsOf(report)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('a missing report is a failure', async () => {
  expect(await readReport('/nonexistent/report.json')).toMatchObject({ counts: { failed: 1 } });
});

test('what failed is named by its file and says why, of both runners', () => {
  const assertionResults = [
    { status: 'passed', fullName: 'adds' },
    { status: 'failed', fullName: 'takes away', failureMessages: ['expected 3\n  to be 2'] },
  ];
  expect(failuresOf({ testResults: [{ name: '/a/sums.test.ts', assertionResults }] })).toEqual([
    'sums.test.ts: takes away\n        expected 3 to be 2',
  ]);
  const errors = [
    { message: '\u001b[31mError: not there\u001b[39m', location: { line: 12 } },
    { message: 'the page closed' },
  ];
  const specs = [
    { ok: true, title: 'opens', file: 'page.spec.ts', line: 3 },
    {
      ok: false,
      title: 'closes',
      file: 'page.spec.ts',
      line: 9,
      tests: [{ results: [{ errors }] }],
    },
  ];
  expect(failuresOf({ suites: [{ specs: [], suites: [{ specs }] }] })).toEqual([
    ['page.spec.ts:9: closes', '        line 12: Error: not there', '        the page closed'].join(
      '\n',
    ),
  ]);
});

test('an error as long as a page is told in its beginning', () => {
  const assertionResults = [
    { status: 'failed', fullName: 'adds', failureMessages: ['x'.repeat(9000)] },
  ];
  const [said = ''] = failuresOf({ testResults: [{ name: 'a.test.ts', assertionResults }] });
  expect(said.split('\n').map(({ length }) => length)).toEqual([15, 408]);
});

test('a report that says nothing names nothing', () => {
  expect([null, 7, {}].flatMap(failuresOf)).toEqual([]);
});
