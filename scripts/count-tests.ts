// Adds up the reports of the test runner: `N passed, N failed`, and which were skipped.
import { readFileSync } from 'node:fs';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly numPendingTests: number;
}

const reports = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')) as Report); // written by the test runner
const sum = (pick: (report: Report) => number) => reports.reduce((total, report) => total + pick(report), 0);
const failed = sum((report) => report.numFailedTests);
if (sum((report) => report.numFailedTestSuites) > 0 && failed === 0) {
  console.error('a test file could not be run');
  process.exitCode = 1;
}
const skipped = sum((report) => report.numPendingTests);
console.log(`${sum((report) => report.numPassedTests)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
