import type { Cluster } from '@capstan/capi';
import { labelSelectorOf, matchesLabels } from '@capstan/schema';
import semver from 'semver';
import type { ReadinessProfile } from '../api/readiness-profile.ts';
import type { ReadinessReport } from '../api/readiness-report.ts';

/** What selection looks at; a hook's Cluster has it too. */
export type SelectableCluster = Pick<Cluster, 'metadata'> & { readonly spec?: Pick<Cluster['spec'], 'topology'> | undefined };

/**
 * Whether a profile is for a cluster, by what the management cluster knows. A topology's version is where an upgrade goes; a
 * profile is also for the version that the cluster is `at`. A cluster without topology has no version here; its version range is
 * then not looked at.
 */
export function selects(profile: Pick<ReadinessProfile, 'spec'>, cluster: SelectableCluster, at?: string): boolean {
  const { kubernetesVersions } = profile.spec.clusters;
  const target = cluster.spec?.topology?.version;
  if (!selectsAtAnyVersion(profile, cluster)) return false;
  if (kubernetesVersions === undefined || target === undefined) return true;
  return inRange(target, kubernetesVersions) || (at !== undefined && inRange(at, kubernetesVersions));
}

/**
 * Whether a profile is still for the cluster of a report: until the cluster was seen at a version that it is not for. What a
 * range that cannot be read leaves out nobody knows: it takes no report away.
 */
export function stillSelects(
  profile: Pick<ReadinessProfile, 'spec'>,
  cluster: SelectableCluster,
  { status }: Pick<ReadinessReport, 'status'>,
): boolean {
  if (!isValidRange(profile.spec.clusters.kubernetesVersions)) return selectsAtAnyVersion(profile, cluster);
  const at = (status?.seen?.state ?? status?.validFor ?? status?.run?.cluster)?.kubernetesVersion;
  return at === undefined ? selectsAtAnyVersion(profile, cluster) : selects(profile, cluster, at);
}

function selectsAtAnyVersion({ spec }: Pick<ReadinessProfile, 'spec'>, cluster: SelectableCluster): boolean {
  const { selector, namespaces, topologyClasses } = spec.clusters;
  const { metadata } = cluster;
  const topology = cluster.spec?.topology;
  if (namespaces && !namespaces.includes(metadata.namespace ?? '')) return false;
  if (topologyClasses && !topologyClasses.includes(topology?.classRef?.name ?? '')) return false;
  return matchesLabels(labelSelectorOf(selector), metadata.labels);
}

/** Pre-releases and build metadata belong to their version. */
function inRange(version: string, range: string): boolean {
  const parsed = semver.parse(version);
  return parsed !== null && semver.satisfies(`${parsed.major}.${parsed.minor}.${parsed.patch}`, range);
}

export const isValidRange = (range: string | undefined): boolean => range === undefined || semver.validRange(range) !== null;

/** What is wrong with a profile's range of versions, for conditions and answers. */
export function rangeProblem({ spec }: Pick<ReadinessProfile, 'spec'>): string | undefined {
  const { kubernetesVersions } = spec.clusters;
  if (isValidRange(kubernetesVersions)) return undefined;
  return `spec.clusters.kubernetesVersions "${kubernetesVersions}" is no range of versions; write for example ">=1.30 <1.37"`;
}
