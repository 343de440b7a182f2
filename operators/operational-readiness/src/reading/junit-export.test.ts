import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { ReadinessReport } from '../api/readiness-report.ts';
import { parseJunit } from '../results/junit.ts';
import { compareReports } from './compare-reports.ts';
import { junitExport } from './junit-export.ts';

function reportWith(run: object | undefined): ReadinessReport {
  const shared = { number: 1, attempt: 1, cause: 'x', startedAt: '2026-11-21T10:00:00Z', phases: [] };
  return ReadinessReport.parse({
    metadata: { name: 'web.e2e', namespace: 'shop' },
    spec: { cluster: 'web', profile: 'e2e' },
    ...(run && { status: { phase: 'Done', run: { ...shared, ...run } } }),
  });
}

const counts = { passed: 2, failed: 1, skipped: 1, known: 1, unknown: 0 };
const cases = [
  { source: 'e2e', name: 'cni <1>', status: 'failed', message: 'no "route" & more' },
  { source: 'e2e', name: 'flaky', status: 'known', message: 'known' },
];

test('a report becomes a JUnit report that reads back with the same sums', () => {
  const text = junitExport(
    reportWith({ verdict: 'Failed', counts, cases, sources: [{ name: 'e2e', kind: 'Plugin', verdict: 'Failed', counts }] }),
  );

  const { cases: read, problems } = parseJunit(text);

  expect(problems).toEqual([]);
  expect(read.filter(({ status }) => status === 'passed')).toHaveLength(2);
  expect(read.find(({ status }) => status === 'failed')).toEqual({
    name: 'cni <1>',
    status: 'failed',
    message: 'no "route" & more',
  });
  expect(read.filter(({ status }) => status === 'skipped')).toHaveLength(2);
});

test('a report that decides nothing is no green JUnit report', () => {
  const undecided = junitExport(reportWith({ verdict: 'Unknown', reason: 'AggregatorGone', explanation: 'gone' }));
  const never = junitExport(reportWith(undefined));

  expect(parseJunit(undecided).cases).toEqual([{ name: 'verdict', status: 'failed', message: 'AggregatorGone: gone' }]);
  expect(new XMLParser().parse(never)).toHaveProperty('testsuites.testsuite.testcase.error');
});

test('a comparison names the cases that stand differently', () => {
  const other = reportWith({ cases: [{ source: 'e2e', name: 'flaky', status: 'failed' }] });

  expect(compareReports(reportWith({ cases }), other)).toEqual([
    { case: 'e2e cni <1>', left: 'failed', right: undefined },
    { case: 'e2e flaky', left: 'known', right: 'failed' },
  ]);
});
