import { XMLBuilder } from 'fast-xml-parser';
import type { ReadinessReport } from '../api/readiness-report.ts';
import type { CaseResult, SourceResult } from '../api/run-fields.ts';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', format: true, suppressEmptyNode: true });

/**
 * A report as JUnit, a suite for each source. Cases that passed are not listed in reports: they are written with numbers for names,
 * so that sums are right. A source that decides nothing has an error, so that no reader takes it for green.
 */
export function junitExport(report: ReadinessReport): string {
  const { run } = report.status ?? {};
  const suites = (run?.sources ?? []).map((source) => suite(source, run?.cases ?? []));
  const undecided = run?.verdict === 'Passed' || run?.verdict === 'Failed' ? [] : [undecidedSuite(report)];
  const document = {
    testsuites: {
      '@name': `${report.metadata.namespace}/${report.metadata.name}`,
      '@timestamp': run?.startedAt ?? '',
      testsuite: [...suites, ...undecided],
    },
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`;
}

function suite(source: SourceResult, all: readonly CaseResult[]) {
  const { passed = 0, failed = 0, skipped = 0, known = 0, unknown = 0 } = source.counts ?? {};
  const listed = all.filter((one) => one.source === source.name).map(testcase);
  const error = source.verdict === 'Unknown' ? [{ '@name': '(undecided)', error: { '@message': source.message ?? '' } }] : [];
  const unlisted = Math.max(0, failed + unknown + known - listed.length);
  const rest = [
    ...Array.from({ length: passed }, (_, index) => ({ '@name': `passed ${index + 1}` })),
    ...Array.from({ length: skipped }, (_, index) => ({ '@name': `skipped ${index + 1}`, skipped: '' })),
    ...Array.from({ length: unlisted }, (_, index) => ({
      '@name': `not listed ${index + 1}`,
      failure: { '@message': 'see the archive' },
    })),
  ];
  const testcases = [...listed, ...error, ...rest];
  return {
    '@name': source.name,
    '@tests': testcases.length,
    '@failures': testcases.filter((one) => 'failure' in one).length,
    '@errors': testcases.filter((one) => 'error' in one).length,
    '@skipped': testcases.filter((one) => 'skipped' in one).length,
    testcase: testcases,
  };
}

function testcase({ name, node, status, message = '' }: CaseResult) {
  const common = { '@name': name, ...(node !== undefined && { '@classname': node }) };
  if (status === 'failed') return { ...common, failure: { '@message': message } };
  if (status === 'known') return { ...common, skipped: { '@message': message } };
  return { ...common, error: { '@message': message } };
}

function undecidedSuite({ status }: ReadinessReport) {
  const message = status?.run
    ? `${status.run.reason ?? status.phase}: ${status.run.explanation ?? 'the run has not ended'}`
    : 'no run yet';
  return {
    '@name': 'readiness',
    '@tests': 1,
    '@failures': 0,
    '@errors': 1,
    testcase: [{ '@name': 'verdict', error: { '@message': message } }],
  };
}
