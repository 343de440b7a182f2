import { type Client, createClient } from '@capstan/client';
import { ReadinessReport } from '@capstan/operational-readiness';
import { findCluster } from '../find-cluster.ts';
import { printableLine } from '../printable.ts';
import { UserError } from '../report-error.ts';

export interface ReadinessOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly profile?: string;
}

export async function managementClient(options: ReadinessOptions): Promise<Client> {
  return createClient(await findCluster(options), { userAgent: 'capstan-readiness', fieldManager: 'capstan-readiness' });
}

/** The report of that name, or the only one of the cluster of that name. */
export async function findReport(client: Client, name: string, options: ReadinessOptions): Promise<ReadinessReport> {
  const [first = '', second] = name.split('/');
  const namespace = second === undefined ? (options.namespace ?? client.defaultNamespace) : first;
  const wanted = second ?? first;
  const exact = await client.find(ReadinessReport, { name: wanted, namespace });
  if (exact) return exact;
  const all = await Array.fromAsync(client.list(ReadinessReport, { namespace }));
  const ofCluster = all.filter(({ spec }) => spec.cluster === wanted);
  const [only] = ofCluster;
  if (only && ofCluster.length === 1) return only;
  if (only) {
    const names = ofCluster.map(({ metadata }) => metadata.name).join(', ');
    throw new UserError(`the cluster ${namespace}/${wanted} has several reports`, { hint: `Name one of ${names}.` });
  }
  const hint =
    all.length === 0
      ? `Namespace ${namespace} has none; see 'capstan readiness list -A'.`
      : `There are: ${all.map(({ metadata }) => metadata.name).join(', ')}.`;
  throw new UserError(`there is no report or cluster ${namespace}/${wanted}`, { hint });
}

export function conditionOf(
  report: ReadinessReport,
  type: string,
): { readonly status: string; readonly reason: string; readonly message: string } {
  const found = report.status?.conditions?.find((condition) => condition.type === type);
  return { status: found?.status ?? 'Unknown', reason: found?.reason ?? '', message: found?.message ?? '' };
}

/** Lines in columns, each as wide as its longest cell. */
export function table(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(printableLine));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}

/** How long ago, as kubectl says it. */
export function age(from: string | undefined, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(from ?? '')) / 1000));
  if (Number.isNaN(seconds)) return '';
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
