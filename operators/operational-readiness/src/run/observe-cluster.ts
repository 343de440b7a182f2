import { createHash } from 'node:crypto';
import type { Client } from '@capstan/client';
import { isJsonObject, Node } from '@capstan/schema';
import type { ClusterState } from '../api/run-fields.ts';
import { ReadinessError } from '../readiness-error.ts';

export interface ObservedCluster {
  readonly state: ClusterState;
  readonly nodes: readonly Node[];
}

/** What a result will hold for: the API server's version, and which nodes there are. */
export async function observeCluster(workload: Client, options: { readonly signal: AbortSignal }): Promise<ObservedCluster> {
  const response = await workload.request({ method: 'GET', path: '/version', ...options });
  const version = versionIn(response.json());
  const nodes = await Array.fromAsync(workload.list(Node, options));
  return { nodes, state: clusterStateOf(version, nodes) };
}

/** Vendors put what they like behind the three numbers. */
const versionLike = /^v?\d+\.\d+\.\d+[\w.+~-]{0,64}$/;

/** Results hold for a version, so what answers without one is not checked. */
function versionIn(answer: unknown): string {
  const { gitVersion } = isJsonObject(answer) ? answer : {};
  if (typeof gitVersion === 'string' && versionLike.test(gitVersion)) return gitVersion;
  throw new ReadinessError("GET /version of the workload cluster was not answered with an API server's version", {
    code: 'NoApiServer',
    hint: 'Is the address in its kubeconfig that of a Kubernetes API server, or of a proxy or load balancer in front of one?',
  });
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
