import { Cluster } from '@capstan/capi';
import type { Context } from '@capstan/runtime';
import type { Event } from '@capstan/schema';
import type { ReadinessProfile } from '../api/readiness-profile.ts';
import type { ReadinessReport } from '../api/readiness-report.ts';

export type ReportContext = Context<
  typeof ReadinessReport,
  typeof ReadinessProfile | typeof Cluster,
  typeof ReadinessReport | typeof Event
>;

/** The Cluster a report is about; not another one that has got its name since. */
export function clusterOf(report: ReadinessReport, ctx: Pick<ReportContext, 'get'>): Cluster | undefined {
  const { namespace } = report.metadata;
  const cluster = ctx.get(Cluster, { name: report.spec.cluster, ...(namespace !== undefined && { namespace }) });
  const owner = report.metadata.ownerReferences?.find(({ kind }) => kind === 'Cluster');
  return owner && cluster && owner.uid !== cluster.metadata.uid ? undefined : cluster;
}
