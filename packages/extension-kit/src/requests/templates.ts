import { capiAnnotations, capiLabels, type HolderReference, type HookObject } from '@capstan/capi';
import type { JsonObject } from '@capstan/schema';
import { type MachineDeploymentTopology, suffixOf, type TopologyCluster, uuidOf } from '../cluster/topology-cluster.ts';

/** A template of a topology: what holds it, and whose machines it is for. */
export interface TopologyTemplate {
  readonly holderReference: HolderReference;
  readonly object: HookObject;
  readonly role: 'cluster' | 'controlPlane' | { readonly machineDeployment: MachineDeploymentTopology };
}

const infrastructure = 'infrastructure.cluster.x-k8s.io/v1beta2';
const controlPlane = 'controlplane.cluster.x-k8s.io/v1beta2';
const bootstrap = 'bootstrap.cluster.x-k8s.io/v1beta2';

const nodeRegistration = {
  criSocket: 'unix:///var/run/containerd/containerd.sock',
  kubeletExtraArgs: [{ name: 'eviction-hard', value: 'nodefs.available<0%' }],
};
const devMachine = { backend: { inMemory: { vm: { provisioning: { startupDuration: '10s', startupJitter: '0.2' } } } } };

/** Names of the objects that a topology makes; the same in every run. */
export function objectNames({ metadata: { name, uid } }: TopologyCluster) {
  const named = (base: string, seed: string) => `${base}-${suffixOf(`${uid}/${seed}`)}`;
  return {
    infraCluster: named(name, 'infrastructure'),
    controlPlane: named(name, 'control-plane'),
    controlPlaneMachines: named(name, 'control-plane-machines'),
    machineDeployment: (topologyName: string) => named(`${name}-${topologyName}`, 'deployment'),
    bootstrap: (topologyName: string) => named(`${name}-${topologyName}`, 'bootstrap'),
    machines: (topologyName: string) => named(`${name}-${topologyName}`, 'machines'),
  };
}

/** Every template that Cluster API gives to GeneratePatches, in its order. */
export function topologyTemplates(cluster: TopologyCluster): readonly TopologyTemplate[] {
  const names = objectNames(cluster);
  const held = (holder: 'Cluster' | 'KubeadmControlPlane' | 'MachineDeployment', name: string, fieldPath: string) => ({
    apiVersion: holder === 'KubeadmControlPlane' ? controlPlane : cluster.apiVersion,
    kind: holder,
    namespace: cluster.metadata.namespace,
    name,
    fieldPath,
  });
  const { workers } = cluster.spec.topology;
  return [
    {
      role: 'cluster',
      holderReference: held('Cluster', cluster.metadata.name, 'spec.infrastructureRef'),
      object: template(cluster, infrastructure, 'DevClusterTemplate', 'cluster', { backend: { inMemory: {} } }),
    },
    {
      role: 'controlPlane',
      holderReference: held('Cluster', cluster.metadata.name, 'spec.controlPlaneRef'),
      object: template(cluster, controlPlane, 'KubeadmControlPlaneTemplate', 'control-plane', {
        kubeadmConfigSpec: {
          clusterConfiguration: { apiServer: { certSANs: ['localhost', '127.0.0.1'] } },
          initConfiguration: { nodeRegistration },
          joinConfiguration: { nodeRegistration },
        },
      }),
    },
    {
      role: 'controlPlane',
      holderReference: held('KubeadmControlPlane', names.controlPlane, 'spec.machineTemplate.spec.infrastructureRef'),
      object: template(cluster, infrastructure, 'DevMachineTemplate', 'control-plane', devMachine),
    },
    ...(workers?.machineDeployments ?? []).flatMap((machineDeployment): readonly TopologyTemplate[] => {
      const name = names.machineDeployment(machineDeployment.name);
      return [
        {
          role: { machineDeployment },
          holderReference: held('MachineDeployment', name, 'spec.template.spec.bootstrap.configRef'),
          object: template(cluster, bootstrap, 'KubeadmConfigTemplate', machineDeployment.class, {
            joinConfiguration: { nodeRegistration },
          }),
        },
        {
          role: { machineDeployment },
          holderReference: held('MachineDeployment', name, 'spec.template.spec.infrastructureRef'),
          object: template(cluster, infrastructure, 'DevMachineTemplate', machineDeployment.class, devMachine),
        },
      ];
    }),
  ];
}

/** A template of the ClusterClass, with what the topology puts on its copy. */
function template(cluster: TopologyCluster, apiVersion: string, kind: string, part: string, spec: JsonObject): HookObject {
  const { name: className, namespace = cluster.metadata.namespace } = cluster.spec.topology.classRef;
  const name = `${className}-${part}`;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      uid: uuidOf(`${kind}/${namespace}/${name}`),
      resourceVersion: '900',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: {
      template: {
        metadata: {
          annotations: {
            [capiAnnotations.clonedFromGroupKind]: `${kind}.${apiVersion.split('/')[0]}`,
            [capiAnnotations.clonedFromName]: name,
          },
          labels: { [capiLabels.clusterName]: cluster.metadata.name, [capiLabels.topologyOwned]: '' },
        },
        spec,
      },
    },
  };
}
