import { Cluster, clusterApiCrds } from '@capstan/capi';
import type { Client } from '@capstan/client';
import { ReadinessProfile } from '@capstan/operational-readiness';
import { ConfigMap, CustomResourceDefinition, Namespace, Secret } from '@capstan/schema';

/** The cluster whose life the demo shows. */
export const fleetCluster = { namespace: 'fleet', name: 'web' };
/** The Secret by which operators reach it. */
export const kubeconfigSecret = { namespace: fleetCluster.namespace, name: `${fleetCluster.name}-kubeconfig` };

/** The Cluster, of a class. */
export const fleetManifest = {
  apiVersion: 'cluster.x-k8s.io/v1beta2',
  kind: 'Cluster',
  metadata: fleetCluster,
  spec: {
    clusterNetwork: { services: { cidrBlocks: ['10.128.0.0/12'] }, pods: { cidrBlocks: ['192.168.0.0/16'] } },
    topology: {
      classRef: { name: 'quick-start' },
      version: 'v1.34.0',
      controlPlane: { replicas: 1 },
      workers: { machineDeployments: [{ class: 'default-worker', name: 'md-0', replicas: 2 }] },
    },
  },
} as const;

/** The kinds of Cluster API that the demo and its operators look at. */
export async function installClusterApi(client: Client): Promise<void> {
  const crds = clusterApiCrds({ groups: ['cluster.x-k8s.io', 'runtime.cluster.x-k8s.io'] });
  for (const crd of crds) await client.apply(CustomResourceDefinition, crd as never, { force: true }); // plain JSON; the generated type spells out every field
}

/** The image of the demo's plugin; the workload cluster's node has it as a function. */
export const smokeImage = 'capstan.dev/smoke:v1';

/** Whether the demo was applied before; then it is the user's to change, and left alone. */
export async function fleetExists(client: Client): Promise<boolean> {
  return (await client.find(Namespace, { name: fleetCluster.namespace })) !== undefined;
}

/** A cluster, what it must show to be ready, and a script that makes lifecycle-sample hold its creation for a moment. */
export async function applyFleet(client: Client): Promise<void> {
  const { namespace, name } = fleetCluster;
  await client.apply(Namespace, { metadata: { name: namespace } });
  await client.apply(ConfigMap, {
    metadata: { namespace, name: `${name}-hooks` },
    data: { BeforeClusterCreate: 'block: 2s' },
  });
  await client.apply(ReadinessProfile, {
    metadata: { name: 'smoke' },
    spec: {
      clusters: { namespaces: [namespace] },
      probes: [
        { name: 'api', type: 'ApiServer' },
        { name: 'nodes', type: 'Nodes' },
      ],
      plugins: [{ name: 'smoke', definition: smokePlugin }],
      gate: { hooks: ['BeforeClusterUpgrade', 'AfterClusterUpgrade'], retryAfterSeconds: 10 },
    },
  });
  await client.apply(Cluster, fleetManifest);
}

/** In Sonobuoy's own format. */
const smokePlugin = `sonobuoy-config:
  driver: Job
  plugin-name: smoke
  result-format: junit
spec:
  name: plugin
  image: ${smokeImage}
  command: [/smoke]
`;

/** The Secret by which operators reach the workload cluster, as control plane providers write it. */
export async function applyKubeconfig(client: Client, kubeconfig: string): Promise<void> {
  await client.apply(
    Secret,
    {
      metadata: { ...kubeconfigSecret, labels: { 'cluster.x-k8s.io/cluster-name': fleetCluster.name } },
      type: 'cluster.x-k8s.io/secret',
      data: { value: Buffer.from(kubeconfig).toString('base64') },
    },
    { force: true },
  );
}
