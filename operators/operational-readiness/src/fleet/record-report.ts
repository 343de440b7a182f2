import { type Client, isApiError } from '@capstan/client';
import type { InputOf, ObjectRef } from '@capstan/schema';
import { clusterLabel, labelValue, profileLabel, reportName } from '../api/names.ts';
import { ReadinessReport } from '../api/readiness-report.ts';
import { ReadinessError } from '../readiness-error.ts';
import type { SelectableCluster } from './selection.ts';

/** The report of a cluster and a profile, as it is recorded. */
export function reportFor(
  { metadata }: Pick<SelectableCluster, 'metadata'>,
  profile: string,
): InputOf<typeof ReadinessReport> & { readonly metadata: { readonly name: string } } {
  return {
    metadata: {
      name: reportName(metadata.name, profile),
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      labels: { [clusterLabel]: labelValue(metadata.name), [profileLabel]: labelValue(profile) },
      ownerReferences: [{ apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster', name: metadata.name, uid: metadata.uid }],
    },
    spec: { cluster: metadata.name, profile },
  };
}

export interface Recorded {
  readonly report: ReadinessReport;
  readonly created: boolean;
}

/** How often a report is made again that is gone when it is to be read, as one is whose cluster is being removed. */
const attempts = 3;

/**
 * Records that a cluster is to be checked. **Guarantees**: however often and by however many it is called, there is one report
 * for the pair.
 */
export async function recordReport(
  client: Client,
  cluster: Pick<SelectableCluster, 'metadata'>,
  options: { readonly profile: string; readonly signal?: AbortSignal },
): Promise<Recorded> {
  const wanted = reportFor(cluster, options.profile);
  const ref = { name: wanted.metadata.name, namespace: cluster.metadata.namespace };
  const { report, created } = await madeOrFound(client, wanted, { ref, signal: options.signal });
  if (created) return { report, created };
  if (report.spec.cluster === cluster.metadata.name && report.spec.profile === options.profile) return { report, created: false };
  throw new ReadinessError(`ReadinessReport ${ref.namespace}/${ref.name} is about another cluster or profile`, {
    code: 'InvalidValue',
    hint: 'Delete it; it was not made by this operator.',
  });
}

async function madeOrFound(
  client: Client,
  wanted: ReturnType<typeof reportFor>,
  { ref, signal }: { readonly ref: ObjectRef; readonly signal: AbortSignal | undefined },
): Promise<Recorded> {
  const call = { ...(signal && { signal }) };
  for (let attempt = 1; ; attempt++) {
    try {
      return { report: await client.create(ReadinessReport, wanted, call), created: true };
    } catch (error) {
      if (!isApiError(error, 'AlreadyExists')) throw error;
      const report = await client.find(ReadinessReport, ref, call);
      if (report) return { report, created: false };
      if (attempt === attempts) throw error;
    }
  }
}
