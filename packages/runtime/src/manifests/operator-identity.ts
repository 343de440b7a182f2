import type { Controller, PolicyRule } from '../controller.ts';
import { mergeRules } from '../least-rules.ts';
import type { Deployed, Manifest } from './manifest.ts';

export interface OperatorIdentityOptions extends Deployed {
  readonly controllers: readonly Controller[];
  /** What it does in its own namespace beside its controllers. */
  readonly namespaceRules?: readonly PolicyRule[];
  /** What it does in the whole cluster beside its controllers. */
  readonly clusterRules?: readonly PolicyRule[];
}

const group = 'rbac.authorization.k8s.io';

/** The ServiceAccount of an operator and its rights, without the Deployment. */
export function operatorIdentity(options: OperatorIdentityOptions): readonly Manifest[] {
  const { name, namespace, controllers, namespaceRules = [], clusterRules = [] } = options;
  const rules = mergeRules([...controllers.flatMap((controller) => controller.rules()), ...clusterRules]);
  const roles = [
    ...bound('ClusterRole', { name }, { name, namespace }, rules),
    ...(namespaceRules.length > 0 ? bound('Role', { name, namespace }, { name, namespace }, namespaceRules) : []),
  ];
  return [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }, ...roles];
}

function bound(
  kind: 'ClusterRole' | 'Role',
  metadata: { readonly name: string; readonly namespace?: string },
  account: Deployed,
  rules: readonly PolicyRule[],
): readonly Manifest[] {
  const apiVersion = `${group}/v1`;
  const role = { apiVersion, kind, metadata, rules };
  const binding = {
    apiVersion,
    kind: `${kind}Binding`,
    metadata,
    roleRef: { apiGroup: group, kind, name: metadata.name },
    subjects: [{ kind: 'ServiceAccount', ...account }],
  };
  return [role, binding];
}
