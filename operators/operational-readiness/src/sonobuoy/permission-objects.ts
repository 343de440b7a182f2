import { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '@capstan/schema';
import { type RunObject, runObject } from './run-object.ts';
import { expiryAnnotation, type SonobuoyRun } from './sonobuoy-run.ts';

const rbac = 'rbac.authorization.k8s.io';
const everything = { apiGroups: ['*'], resources: ['*'] };
const nodeLogs = { nonResourceURLs: ['/metrics', '/logs', '/logs/*'], verbs: ['get'] };

/** What lets the pods of the run do what its permissions say, bindings first, as Sonobuoy makes them. */
export function permissionObjects(run: SonobuoyRun): readonly RunObject[] {
  switch (run.permissions) {
    case 'ClusterAdmin':
      return clusterWide(run, ['*']);
    case 'ClusterRead':
      return [...clusterWide(run, ['get', 'list', 'watch']), ...inNamespace(run)];
    case 'NamespaceAdmin':
      return inNamespace(run);
    default: {
      const unreachable: never = run.permissions;
      return unreachable;
    }
  }
}

export const permissionLabels = (namespace: string) => ({ component: 'sonobuoy', namespace });

/** Cluster-scoped, so the namespace is in the name. */
export const clusterRoleName = (namespace: string) => `sonobuoy-serviceaccount-${namespace}`;

const account = (namespace: string) => ({ kind: 'ServiceAccount', name: 'sonobuoy-serviceaccount', namespace });

function clusterWide(run: SonobuoyRun, verbs: readonly string[]): readonly RunObject[] {
  const name = clusterRoleName(run.namespace);
  const metadata = { name, labels: permissionLabels(run.namespace), annotations: expiryAnnotation(run.owner) };
  return [
    runObject(run, ClusterRoleBinding, {
      metadata,
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
      subjects: [account(run.namespace)],
    }),
    runObject(run, ClusterRole, { metadata, rules: [{ ...everything, verbs }, nodeLogs] }),
  ];
}

function inNamespace(run: SonobuoyRun): readonly RunObject[] {
  const { namespace } = run;
  const name = 'sonobuoy-serviceaccount-sonobuoy'; // whatever the namespace is called
  const metadata = { name, namespace, labels: permissionLabels(namespace) };
  return [
    runObject(run, RoleBinding, {
      metadata,
      roleRef: { apiGroup: rbac, kind: 'Role', name },
      subjects: [account(namespace)],
    }),
    runObject(run, Role, { metadata, rules: [{ ...everything, verbs: ['*'] }] }),
  ];
}
