import type { DefinedResource } from '@capstan/schema';
import type { Controller, PolicyRule } from '../controller.ts';
import { disruptionBudget } from './disruption-budget.ts';
import type { Manifest } from './manifest.ts';
import { operatorNetworkPolicy } from './network-policy.ts';
import { operatorDeployment } from './operator-deployment.ts';
import { operatorIdentity } from './operator-identity.ts';

export interface OperatorManifestOptions {
  /** Name of the operator: of its Deployment, ServiceAccount and roles. */
  readonly name: string;
  readonly controllers: readonly Controller[];
  /** Kinds whose CRDs come with it. */
  readonly resources: readonly DefinedResource[];
  readonly image: string;
  /** Command-line arguments of the container, of a program that answers `/healthz`, `/readyz` and `/metrics` on port 8081. */
  readonly args: readonly string[];
  /** Default: `'capstan-system'`. */
  readonly namespace?: string;
  /** More than one need leader election. Default: 1. */
  readonly replicas?: number;
  /** Further rules of the operator in its own namespace, such as leader election's. */
  readonly namespaceRules?: readonly PolicyRule[];
}

const health = { name: 'health', number: 8081 };

/** Everything an operator needs in a cluster: namespace, CRDs, ServiceAccount, the least rights, Deployment and its limits. */
export function operatorManifests(options: OperatorManifestOptions): readonly Manifest[] {
  const { name, namespace = 'capstan-system', resources, image, args, replicas = 1 } = options;
  const deployed = { name, namespace };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ...resources.map((resource) => resource.crd()),
    ...operatorIdentity({ ...options, namespace }),
    operatorNetworkPolicy(deployed, health.name),
    ...(replicas > 1 ? [disruptionBudget(deployed)] : []),
    operatorDeployment({ ...deployed, image, args, replicas, port: health }),
  ];
}
