import { createHash } from 'node:crypto';
import type { Client } from '@capstan/client';
import { Node } from '@capstan/schema';
import type { ClusterState } from '../api/run-fields.ts';

export interface ObservedCluster {
  readonly state: ClusterState;
  readonly nodes: readonly Node[];
}

/** What a result will hold for: the API server's version, and which nodes there are. */
export async function observeCluster(workload: Client, options: { readonly signal: AbortSignal }): Promise<ObservedCluster> {
  const response = await workload.request({ method: 'GET', path: '/version', ...options });
  const { gitVersion } = response.json() as { readonly gitVersion?: string }; // every API server answers this
  const nodes = await Array.fromAsync(workload.list(Node, options));
  return { nodes, state: clusterStateOf(gitVersion ?? 'unknown', nodes) };
}

export function clusterStateOf(kubernetesVersion: string, nodes: readonly Node[]): ClusterState {
  const lines = nodes.map((node) => {
    const { kubeletVersion = '', osImage = '' } = node.status?.nodeInfo ?? {};
    return [node.metadata.name, node.metadata.uid, operatingSystemOf(node), kubeletVersion, osImage].join(' ');
  });
  return {
    kubernetesVersion,
    nodes: nodes.length,
    nodeSet: createHash('sha256').update(lines.toSorted().join('\n')).digest('hex').slice(0, 16),
    operatingSystems: [...new Set(nodes.map(operatingSystemOf))].toSorted(),
  };
}

export const operatingSystemOf = (node: Node): string =>
  node.metadata.labels?.['kubernetes.io/os'] ?? node.status?.nodeInfo?.operatingSystem ?? 'linux';

export const isReady = (object: {
  readonly status?: { readonly conditions?: readonly unknown[] | undefined } | undefined;
}): boolean =>
  (object.status?.conditions ?? []).some((condition) => {
    const { type, status } = condition as { readonly type?: string; readonly status?: string }; // any kind's conditions
    return type === 'Ready' && status === 'True';
  });
