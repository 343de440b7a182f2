import { compareReports } from '@capstan/operational-readiness';
import { conditionOf, findReport, managementClient, type ReadinessOptions, table } from './readiness-reports.ts';

/** Prints where two reports differ: state of the cluster, verdict, and cases that need attention in one of them. */
export async function compareTwo(left: string, right: string, options: ReadinessOptions): Promise<void> {
  await using client = await managementClient(options);
  const reports = [await findReport(client, left, options), await findReport(client, right, options)] as const;
  const columns = reports.map((report) => [
    `${report.metadata.namespace}/${report.metadata.name}`,
    `${conditionOf(report, 'Ready').status} ${conditionOf(report, 'Passed').reason}`,
    report.status?.validFor?.kubernetesVersion ?? '',
    String(report.status?.validFor?.nodes ?? ''),
    report.status?.summary ?? '',
  ]);
  const rows = ['', 'Ready', 'Version', 'Nodes', 'Cases'].map((label, index) => [
    label,
    ...columns.map((column) => column[index] ?? ''),
  ]);
  const differences = compareReports(...reports).map(({ case: name, left: before = '-', right: after = '-' }) => [
    name,
    before,
    after,
  ]);
  process.stdout.write(`${table([...rows, ...differences])}\n`);
  if (differences.length === 0) process.stdout.write('no case stands differently\n');
}
