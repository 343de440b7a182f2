import { leaderElectionRules, type Manifest, operatorIdentity, type PolicyRule } from '@capstan/runtime';
import { certManagerManifests } from './cert-manager.ts';
import { deployment } from './deployment.ts';
import type { Extension } from './extension.ts';
import { extensionConfig } from './extension-config.ts';

export interface ExtensionManifestOptions {
  readonly image: string;
  /** Command-line arguments of the container: of a program that serves the extension on port 9443. */
  readonly args: readonly string[];
  /**
   * `'selfManaged'`: the program keeps an authority of its own in the Secret `<name>-certificate`, and writes `caBundle` itself.
   * `'certManager'`: cert-manager issues into that Secret, which is mounted at {@link certificateDirectory}, and Cluster API copies
   * `caBundle` from it.
   */
  readonly certificates: 'certManager' | 'selfManaged';
  /** Default: `'capstan-system'`. */
  readonly namespace?: string;
  /** All answer hooks; controllers need leader election then. Default: 2. */
  readonly replicas?: number;
}

/** Everything an extension needs in a management cluster, in the order to apply it: with the least rights, and registered. */
export function extensionManifests(extension: Extension, options: ExtensionManifestOptions): readonly Manifest[] {
  const { name, controllers, resources } = extension;
  const { image, args, certificates, namespace = 'capstan-system', replicas = 2 } = options;
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'capstan' };
  const secretName = certificateSecret(extension);
  const byCertManager = certificates === 'certManager';
  const hosts = [`${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];
  const target = { service: { name, namespace } };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ...resources.map((resource) => resource.crd()),
    ...operatorIdentity({ name, namespace, controllers, ...rulesOf(extension, certificates) }),
    ...(byCertManager ? certManagerManifests({ name, namespace, secretName, hosts }) : []),
    service(name, namespace, labels),
    disruptionBudget(name, namespace, labels),
    deployment({ name, namespace, labels, image, args, replicas, mountedSecret: byCertManager ? secretName : undefined }),
    extensionConfig(extension, byCertManager ? { ...target, injectCaFrom: { name: secretName, namespace } } : target),
  ];
}

/** The name of the Secret that holds the serving certificate. */
export const certificateSecret = ({ name }: Pick<Extension, 'name'>): string => `${name}-certificate`;

function rulesOf(
  extension: Extension,
  certificates: ExtensionManifestOptions['certificates'],
): { readonly clusterRules: readonly PolicyRule[]; readonly namespaceRules: readonly PolicyRule[] } {
  const { name, rules, controllers } = extension;
  const election = controllers.length > 0 ? leaderElectionRules : [];
  if (certificates === 'certManager') return { clusterRules: rules, namespaceRules: election };
  const secret = certificateSecret(extension);
  const caBundle: PolicyRule = {
    apiGroups: ['runtime.cluster.x-k8s.io'],
    resources: ['extensionconfigs'],
    resourceNames: [name],
    verbs: ['get', 'list', 'patch', 'watch'],
  };
  const authority: readonly PolicyRule[] = [
    { apiGroups: [''], resources: ['secrets'], verbs: ['create'] }, // which no name can narrow
    { apiGroups: [''], resources: ['secrets'], resourceNames: [secret], verbs: ['get', 'list', 'update', 'watch'] },
  ];
  return { clusterRules: [...rules, caBundle], namespaceRules: [...election, ...authority] };
}

function service(name: string, namespace: string, labels: Readonly<Record<string, string>>): Manifest {
  const manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels },
    spec: { selector: labels, ports: [{ name: 'hooks', port: 443, targetPort: 'hooks' }] },
  };
  return manifest;
}

function disruptionBudget(name: string, namespace: string, labels: Readonly<Record<string, string>>): Manifest {
  const manifest = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace, labels },
    spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
  };
  return manifest;
}
