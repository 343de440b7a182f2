import type { ClusterState } from '../api/run-fields.ts';

export interface StalenessInput {
  /** What the last result holds for. */
  readonly validFor: ClusterState | undefined;
  readonly seen: ClusterState | undefined;
  /** Digests of what was checked, and of what the profile asks for now. */
  readonly checked: string | undefined;
  readonly wanted: string | undefined;
  /** A known failure that the result leans on, and that has expired since. */
  readonly expired?: string | undefined;
}

export interface Staleness {
  readonly reason: 'Current' | 'VersionChanged' | 'NodesChanged' | 'ProfileChanged' | 'KnownFailureExpired' | 'NeverRan';
  readonly message: string;
}

/** Whether a result still is about the cluster as it is. */
export function staleness({ validFor, seen, checked, wanted, expired }: StalenessInput): Staleness {
  if (!validFor) return { reason: 'NeverRan', message: 'no run has shown anything yet' };
  if (seen && seen.kubernetesVersion !== validFor.kubernetesVersion) {
    const message = `checked at ${validFor.kubernetesVersion}, the cluster is at ${seen.kubernetesVersion}`;
    return { reason: 'VersionChanged', message };
  }
  if (seen && seen.nodeSet !== validFor.nodeSet) {
    return { reason: 'NodesChanged', message: `checked with ${validFor.nodes} nodes, which are others by now (${seen.nodes})` };
  }
  if (wanted !== undefined && checked !== wanted) {
    return { reason: 'ProfileChanged', message: 'the profile asks for other checks by now' };
  }
  if (expired !== undefined) return { reason: 'KnownFailureExpired', message: `${expired} is no known failure any more` };
  return { reason: 'Current', message: `holds for ${validFor.kubernetesVersion} with ${validFor.nodes} nodes` };
}
