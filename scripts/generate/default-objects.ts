import type { ServerReader } from './read-server.ts';

interface ServedObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: object;
    readonly annotations?: object;
  };
  readonly [field: string]: unknown;
}

/** Where a fresh server has objects of its own that clients rely on. */
const sources = [
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'clusterrolebindings'],
  ['rbac.authorization.k8s.io/v1', 'Role', 'roles'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings'],
  ['scheduling.k8s.io/v1', 'PriorityClass', 'priorityclasses'],
  ['flowcontrol.apiserver.k8s.io/v1', 'FlowSchema', 'flowschemas'],
  ['flowcontrol.apiserver.k8s.io/v1', 'PriorityLevelConfiguration', 'prioritylevelconfigurations'],
] as const;

/** Objects that every API server makes when it starts, without what differs from server to server. */
export async function defaultObjects(server: ServerReader): Promise<readonly object[]> {
  const objects: object[] = [];
  for (const [apiVersion, kind, plural] of sources) {
    const { items } = await server.json<{ items: readonly ServedObject[] }>(`/apis/${apiVersion}/${plural}`);
    for (const { metadata, status: _status, description: _prose, ...rest } of items) {
      const { name, namespace, labels, annotations } = metadata;
      objects.push({
        apiVersion,
        kind,
        metadata: { name, ...(namespace && { namespace }), ...(labels && { labels }), ...(annotations && { annotations }) },
        ...rest,
      });
    }
  }
  return objects;
}
