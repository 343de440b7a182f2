import {
  disruptionBudget,
  leaderElectionRules,
  type Manifest,
  operatorDeployment,
  operatorIdentity,
  type PolicyRule,
  podLabels,
} from '@capstan/runtime';
import { certManagerManifests } from './cert-manager.ts';
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

/** Where a certificate of cert-manager is mounted: `certificate: { from: 'files', directory: certificateDirectory }`. */
export const certificateDirectory = '/certificates';

/** Everything an extension needs in a management cluster, in the order to apply it: with the least rights, and registered. */
export function extensionManifests(extension: Extension, options: ExtensionManifestOptions): readonly Manifest[] {
  const { name, controllers, resources, scratch } = extension;
  const { image, args, certificates, namespace = 'capstan-system', replicas = 2 } = options;
  const secretName = certificateSecret(extension);
  const byCertManager = certificates === 'certManager';
  const hosts = [`${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];
  const target = { service: { name, namespace } };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ...resources.map((resource) => resource.crd()),
    ...operatorIdentity({ name, namespace, controllers, ...rulesOf(extension, certificates) }),
    ...(byCertManager ? certManagerManifests({ name, namespace, secretName, hosts }) : []),
    service(name, namespace),
    disruptionBudget({ name, namespace }),
    operatorDeployment({
      name,
      namespace,
      image,
      args,
      replicas,
      port: { name: 'hooks', number: 9443, scheme: 'HTTPS' },
      drainSeconds: 5, // a pod that ends is still called until all proxies have heard of it
      mounts: byCertManager ? [{ name: 'certificates', secretName, mountPath: certificateDirectory }] : [],
      ...(scratch !== undefined && { scratch }),
    }),
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

function service(name: string, namespace: string): Manifest {
  const labels = podLabels(name);
  const manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels },
    spec: { selector: labels, ports: [{ name: 'hooks', port: 443, targetPort: 'hooks' }] },
  };
  return manifest;
}
