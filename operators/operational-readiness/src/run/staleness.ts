import type { ClusterState } from '../api/run-fields.ts';
import { counted } from '../counted.ts';

export interface StalenessInput {
  /** What the last result holds for. */
  readonly validFor: ClusterState | undefined;
  readonly seen: ClusterState | undefined;
  /** Digests of what was checked, and of what the profile asks for now. */
  readonly checked: string | undefined;
  readonly wanted: string | undefined;
  /** A known failure that the result leans on, and that has expired since. */
  readonly expired?: string | undefined;
  /** Since when the cluster cannot be looked at, where that is too long. */
  readonly unseenSince?: string | undefined;
}

export interface Staleness {
  readonly reason:
    | 'Current'
    | 'VersionChanged'
    | 'NodesChanged'
    | 'ProfileChanged'
    | 'KnownFailureExpired'
    | 'ClusterUnreachable'
    | 'NeverRan';
  readonly message: string;
}

/** Whether a result still is about the cluster as it is. */
export function staleness({ validFor, seen, checked, wanted, expired, unseenSince }: StalenessInput): Staleness {
  if (!validFor) return { reason: 'NeverRan', message: 'no run has shown anything yet' };
  if (seen && seen.kubernetesVersion !== validFor.kubernetesVersion) {
    const message = `checked at ${validFor.kubernetesVersion}, the cluster is at ${seen.kubernetesVersion}`;
    return { reason: 'VersionChanged', message };
  }
  if (seen && seen.nodeSet !== validFor.nodeSet) {
    return { reason: 'NodesChanged', message: `checked with other nodes: ${validFor.nodes} then, ${seen.nodes} now` };
  }
  if (wanted !== undefined && checked !== wanted) {
    return { reason: 'ProfileChanged', message: 'the profile asks for other checks by now' };
  }
  if (expired !== undefined) return { reason: 'KnownFailureExpired', message: `${expired} is no known failure any more` };
  if (unseenSince !== undefined) {
    return { reason: 'ClusterUnreachable', message: `there has been no way to look at the cluster since ${unseenSince}` };
  }
  return { reason: 'Current', message: `holds for ${validFor.kubernetesVersion} with ${counted(validFor.nodes, 'node')}` };
}
