import type { Node, Pod } from '@capstan/schema';

/** `meta/clusterhealth.json`: how nodes and pods were at the end of the run. */
export function clusterHealth(apiVersion: string, nodes: readonly Node[], pods: readonly Pod[]): object {
  return {
    node_health: health(nodes.map(nodeHealth)),
    pod_health: health(pods.map(podHealth)),
    api_version: apiVersion,
    error_summary: {},
  };
}

interface Health {
  readonly name: string;
  readonly healthy: boolean;
  readonly ready: string;
}

function health(details: readonly Health[]): object {
  // Pods are counted under the same names as nodes.
  return { total_nodes: details.length, healthy_nodes: details.filter(({ healthy }) => healthy).length, details };
}

function nodeHealth({ metadata: { name }, status }: Node): Health {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return { name, healthy: ready?.status === 'True', ready: ready?.status ?? '', ...because(ready) };
}

function podHealth({ metadata: { name, namespace }, status }: Pod): Health & { readonly namespace: string | undefined } {
  const healthy = status?.phase === 'Running' || status?.phase === 'Succeeded';
  const lacking = status?.conditions?.find((condition) => condition.status !== 'True');
  if (healthy) return { name, healthy, ready: 'Ready', namespace };
  return { name, healthy, ready: lacking?.status ?? '', ...because(lacking), namespace };
}

function because(condition: { readonly reason?: string | undefined; readonly message?: string | undefined } | undefined) {
  const { reason, message } = condition ?? {};
  return { ...(reason && { reason }), ...(message && { message }) };
}
