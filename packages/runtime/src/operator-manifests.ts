import type { DefinedResource, KubeObject } from '@capstan/schema';
import type { Controller, PolicyRule } from './controller.ts';

export interface OperatorManifestOptions {
  /** Name of the operator: of its Deployment, ServiceAccount and roles. */
  readonly name: string;
  readonly controllers: readonly Controller[];
  /** Kinds whose CRDs come with it. */
  readonly resources: readonly DefinedResource[];
  readonly image: string;
  /** Command-line arguments of the container. */
  readonly args: readonly string[];
  /** Default: `'capstan-system'`. */
  readonly namespace?: string;
  /** Further rules of the operator in its own namespace, such as leader election's. */
  readonly namespaceRules?: readonly PolicyRule[];
}

/** A manifest: an object as `kubectl apply -f` takes it. */
export type Manifest = Pick<KubeObject, 'apiVersion' | 'kind'> & {
  readonly metadata: { readonly name: string; readonly namespace?: string };
};

/** Everything an operator needs in a cluster: namespace, CRDs, ServiceAccount, the least rights, Deployment. */
export function operatorManifests(options: OperatorManifestOptions): readonly Manifest[] {
  const { name, namespace = 'capstan-system', resources } = options;
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'capstan' };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ...resources.map((resource) => resource.crd()),
    ...operatorIdentity({ ...options, namespace }),
    deployment({ ...options, namespace }, labels),
  ];
}

export interface OperatorIdentityOptions extends Pick<OperatorManifestOptions, 'name' | 'controllers' | 'namespaceRules'> {
  readonly namespace: string;
  /** What it does in the whole cluster beside its controllers. */
  readonly clusterRules?: readonly PolicyRule[];
}

/** The ServiceAccount of an operator and its rights, without the Deployment. */
export function operatorIdentity(options: OperatorIdentityOptions): readonly Manifest[] {
  const { name, namespace, controllers, namespaceRules = [], clusterRules = [] } = options;
  const subjects = [{ kind: 'ServiceAccount', name, namespace }];
  const rbac = 'rbac.authorization.k8s.io';
  const bind = (kind: 'ClusterRole' | 'Role') => ({ roleRef: { apiGroup: rbac, kind, name }, subjects });
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      rules: [...controllers.flatMap((controller) => controller.rules()), ...clusterRules],
    } as Manifest,
    { apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name }, ...bind('ClusterRole') } as Manifest,
    ...(namespaceRules.length > 0
      ? [
          { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name, namespace }, rules: namespaceRules } as Manifest,
          { apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name, namespace }, ...bind('Role') } as Manifest,
        ]
      : []),
  ];
}

function deployment(
  options: OperatorManifestOptions & { readonly namespace: string },
  labels: Readonly<Record<string, string>>,
): Manifest {
  const { name, namespace, image, args } = options;
  const probe = (path: string) => ({ httpGet: { path, port: 'health' } });
  const container = {
    name,
    image,
    args,
    ports: [{ name: 'health', containerPort: 8081 }],
    livenessProbe: probe('/healthz'),
    readinessProbe: probe('/readyz'),
    resources: { requests: { cpu: '10m', memory: '96Mi' }, limits: { memory: '256Mi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  };
  const pod = {
    serviceAccountName: name,
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
  };
  const manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  };
  return manifest;
}
