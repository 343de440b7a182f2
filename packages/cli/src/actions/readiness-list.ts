import { ReadinessReport } from '@capstan/operational-readiness';
import { printable } from '../printable.ts';
import { age, conditionOf, managementClient, type ReadinessOptions, table } from './readiness-reports.ts';

/** Prints clusters with how they stand; those that need attention first. */
export async function listReports(options: ReadinessOptions & { readonly output: 'table' | 'json' }): Promise<void> {
  await using client = await managementClient(options);
  const scope = options.allNamespaces ? {} : { namespace: options.namespace ?? client.defaultNamespace };
  const all = await Array.fromAsync(client.list(ReadinessReport, scope));
  const reports = all.filter(({ spec }) => options.profile === undefined || spec.profile === options.profile).toSorted(byUrgency);
  if (options.output === 'json') {
    process.stdout.write(`${printable(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: reports }, null, 2))}\n`);
    return;
  }
  if (reports.length === 0) {
    process.stderr.write(
      `no readiness reports ${scope.namespace === undefined ? 'in any namespace' : `in namespace ${scope.namespace}`}\n`,
    );
    return;
  }
  const header = ['NAMESPACE', 'CLUSTER', 'PROFILE', 'READY', 'REASON', 'RUN', 'CASES', 'VERSION', 'AGE'];
  process.stdout.write(`${table([header, ...reports.map(row)])}\n`);
}

function row(report: ReadinessReport): readonly string[] {
  const { metadata, spec, status } = report;
  const ready = conditionOf(report, 'Ready');
  const { run, phase } = status ?? {};
  return [
    metadata.namespace ?? '',
    spec.cluster,
    spec.profile,
    ready.status,
    ready.reason === 'Undecided' ? conditionOf(report, 'Passed').reason : ready.reason,
    run ? `${run.number} ${phase === 'Done' ? 'done' : conditionOf(report, 'Running').reason}` : '',
    status?.summary ?? '',
    status?.validFor?.kubernetesVersion ?? '',
    age(run?.endedAt ?? run?.startedAt),
  ];
}

const order = ['False', 'Unknown', 'True'];
const byUrgency = (left: ReadinessReport, right: ReadinessReport) =>
  order.indexOf(conditionOf(left, 'Ready').status) - order.indexOf(conditionOf(right, 'Ready').status) ||
  `${left.metadata.namespace}/${left.metadata.name}`.localeCompare(`${right.metadata.namespace}/${right.metadata.name}`);
