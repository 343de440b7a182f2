import type { ResourceType } from '@capstan/schema';
import type { Manifest } from './manifest.ts';

const readVerbs = ['get', 'list', 'watch'];
const writeVerbs = ['create', 'delete', 'deletecollection', 'patch', 'update'];

/**
 * ClusterRoles for who uses an operator: `<prefix>-editor`, which becomes part of `admin` and `edit`, and `<prefix>-viewer`, part of
 * `view`. Whoever holds one of those in a namespace needs no further grant.
 */
export function tenantRoles(prefix: string, resources: readonly ResourceType[]): readonly Manifest[] {
  return [
    role(`${prefix}-editor`, resources, [...readVerbs, ...writeVerbs], ['admin', 'edit']),
    role(`${prefix}-viewer`, resources, readVerbs, ['view']),
  ];
}

function role(
  name: string,
  resources: readonly ResourceType[],
  verbs: readonly string[],
  aggregateTo: readonly string[],
): Manifest {
  const byGroup = Map.groupBy(resources, ({ group }) => group);
  const rules = [...byGroup].flatMap(([group, kinds]) => [
    { apiGroups: [group], resources: kinds.map(({ plural }) => plural), verbs: verbs.toSorted() },
    { apiGroups: [group], resources: kinds.map(({ plural }) => `${plural}/status`), verbs: ['get'] },
  ]);
  const labels = Object.fromEntries(aggregateTo.map((to) => [`rbac.authorization.k8s.io/aggregate-to-${to}`, 'true']));
  const manifest = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name, labels }, rules };
  return manifest;
}
