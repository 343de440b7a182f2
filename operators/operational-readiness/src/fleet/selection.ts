import type { Cluster } from '@capstan/capi';
import { labelSelectorOf, matchesLabels } from '@capstan/schema';
import semver from 'semver';
import type { ReadinessProfile } from '../api/readiness-profile.ts';

/** What selection looks at; a hook's Cluster has it too. */
export type SelectableCluster = Pick<Cluster, 'metadata'> & { readonly spec?: Pick<Cluster['spec'], 'topology'> | undefined };

/**
 * Whether a profile is for a cluster, by what the management cluster knows. A cluster without topology has no version here; its
 * version range is then not looked at.
 */
export function selects({ spec }: Pick<ReadinessProfile, 'spec'>, cluster: SelectableCluster): boolean {
  const { selector, namespaces, topologyClasses, kubernetesVersions } = spec.clusters;
  const { metadata } = cluster;
  const topology = cluster.spec?.topology;
  if (namespaces && !namespaces.includes(metadata.namespace ?? '')) return false;
  if (topologyClasses && !topologyClasses.includes(topology?.classRef?.name ?? '')) return false;
  if (kubernetesVersions !== undefined && topology?.version !== undefined && !inRange(topology.version, kubernetesVersions))
    return false;
  return matchesLabels(labelSelectorOf(selector), metadata.labels);
}

/** Pre-releases and build metadata belong to their version. */
function inRange(version: string, range: string): boolean {
  const parsed = semver.parse(version);
  return parsed !== null && semver.satisfies(`${parsed.major}.${parsed.minor}.${parsed.patch}`, range);
}

export const isValidRange = (range: string | undefined): boolean => range === undefined || semver.validRange(range) !== null;
