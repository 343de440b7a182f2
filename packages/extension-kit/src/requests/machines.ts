import { capiAnnotations, capiLabels, type HookObject } from '@capstan/capi';
import { suffixOf, type TopologyCluster } from '../cluster/topology-cluster.ts';
import { objectNames } from './templates.ts';

const infrastructure = 'infrastructure.cluster.x-k8s.io';
const bootstrapGroup = 'bootstrap.cluster.x-k8s.io';
const nodeRegistration = { criSocket: 'unix:///var/run/containerd/containerd.sock' };
const devMachine = { backend: { inMemory: { vm: { provisioning: { startupDuration: '10s', startupJitter: '0.2' } } } } };

/** Which machine of a MachineDeployment, at which version. */
export interface MachineOptions {
  readonly machineDeployment: string;
  readonly version: string;
  /** Default: 0. */
  readonly index?: number;
  /** Whether an update in place is under way, as UpdateMachine sees it. */
  readonly updating?: boolean;
}

/** A Machine with what it refers to, as the hooks of updates in place carry them. */
export function machineObjects(cluster: TopologyCluster, options: MachineOptions) {
  const { machineDeployment, version, index = 0, updating = false } = options;
  const deployment = objectNames(cluster).machineDeployment(machineDeployment);
  const name = `${deployment}-${suffixOf(`${deployment}/${index}`)}`;
  const metadata = {
    name,
    namespace: cluster.metadata.namespace,
    labels: labelsOf(cluster, machineDeployment),
    ...(updating && { annotations: { [capiAnnotations.updateInProgress]: '' } }),
  };
  const machineMetadata = updating
    ? { ...metadata, annotations: { ...metadata.annotations, [capiAnnotations.pendingHooks]: 'UpdateMachine' } }
    : metadata;
  const providerID = `in-memory://${name}`;
  return {
    machine: {
      apiVersion: cluster.apiVersion,
      kind: 'Machine',
      metadata: machineMetadata,
      spec: {
        clusterName: cluster.metadata.name,
        bootstrap: { configRef: { apiGroup: bootstrapGroup, kind: 'KubeadmConfig', name }, dataSecretName: name },
        infrastructureRef: { apiGroup: infrastructure, kind: 'DevMachine', name },
        version,
        providerID,
      },
    },
    infrastructureMachine: {
      apiVersion: `${infrastructure}/v1beta2`,
      kind: 'DevMachine',
      metadata,
      spec: { ...devMachine, providerID },
    },
    bootstrapConfig: {
      apiVersion: `${bootstrapGroup}/v1beta2`,
      kind: 'KubeadmConfig',
      metadata,
      spec: { joinConfiguration: { nodeRegistration } },
    },
  } satisfies Record<string, HookObject>;
}

/** A MachineSet with its templates, as CanUpdateMachineSet carries them. */
export function machineSetObjects(cluster: TopologyCluster, { machineDeployment, version }: MachineOptions) {
  const names = objectNames(cluster);
  const deployment = names.machineDeployment(machineDeployment);
  const labels = labelsOf(cluster, machineDeployment);
  const { namespace } = cluster.metadata;
  const templateMetadata = (name: string) => ({ name, namespace, labels });
  return {
    machineSet: {
      apiVersion: cluster.apiVersion,
      kind: 'MachineSet',
      metadata: { name: `${deployment}-${suffixOf(`${deployment}/${version}`)}`, namespace, labels },
      spec: {
        clusterName: cluster.metadata.name,
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            clusterName: cluster.metadata.name,
            bootstrap: {
              configRef: { apiGroup: bootstrapGroup, kind: 'KubeadmConfigTemplate', name: names.bootstrap(machineDeployment) },
            },
            infrastructureRef: { apiGroup: infrastructure, kind: 'DevMachineTemplate', name: names.machines(machineDeployment) },
            version,
          },
        },
      },
    },
    infrastructureMachineTemplate: {
      apiVersion: `${infrastructure}/v1beta2`,
      kind: 'DevMachineTemplate',
      metadata: templateMetadata(names.machines(machineDeployment)),
      spec: { template: { spec: devMachine } },
    },
    bootstrapConfigTemplate: {
      apiVersion: `${bootstrapGroup}/v1beta2`,
      kind: 'KubeadmConfigTemplate',
      metadata: templateMetadata(names.bootstrap(machineDeployment)),
      spec: { template: { spec: { joinConfiguration: { nodeRegistration } } } },
    },
  } satisfies Record<string, HookObject>;
}

function labelsOf(cluster: TopologyCluster, machineDeployment: string) {
  return {
    [capiLabels.clusterName]: cluster.metadata.name,
    [capiLabels.machineDeploymentName]: objectNames(cluster).machineDeployment(machineDeployment),
    [capiLabels.topologyMachineDeployment]: machineDeployment,
    [capiLabels.topologyOwned]: '',
  };
}
