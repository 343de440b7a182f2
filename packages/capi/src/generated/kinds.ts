// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import { apiKind, type ApiKind } from '../api/api-kind.ts';
import type * as addonsV1beta2 from './addons-v1beta2.ts';
import type * as bootstrapV1beta2 from './bootstrap-v1beta2.ts';
import type * as clusterV1beta2 from './cluster-v1beta2.ts';
import type * as clusterctlV1alpha3 from './clusterctl-v1alpha3.ts';
import type * as controlplaneV1beta2 from './controlplane-v1beta2.ts';
import type * as infrastructureV1beta2 from './infrastructure-v1beta2.ts';
import type * as ipamV1beta2 from './ipam-v1beta2.ts';
import type * as runtimeV1beta2 from './runtime-v1beta2.ts';

export type ClusterClass = clusterV1beta2.ClusterClass;
export const ClusterClass: ApiKind<ClusterClass> = apiKind({ group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'ClusterClass', plural: 'clusterclasses', scope: 'Namespaced' });

export type Cluster = clusterV1beta2.Cluster;
export const Cluster: ApiKind<Cluster> = apiKind({ group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Cluster', plural: 'clusters', scope: 'Namespaced' });

export type MachineDeployment = clusterV1beta2.MachineDeployment;
export const MachineDeployment: ApiKind<MachineDeployment> = apiKind({ group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'MachineDeployment', plural: 'machinedeployments', scope: 'Namespaced' });

export type MachineDrainRule = clusterV1beta2.MachineDrainRule;
export const MachineDrainRule: ApiKind<MachineDrainRule> = apiKind({ group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'MachineDrainRule', plural: 'machinedrainrules', scope: 'Namespaced' });

export type MachineHealthCheck = clusterV1beta2.MachineHealthCheck;
export const MachineHealthCheck: ApiKind<MachineHealthCheck> = apiKind({ group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'MachineHealthCheck', plural: 'machinehealthchecks', scope: 'Namespaced' });

export type MachinePool = clusterV1beta2.MachinePool;
export const MachinePool: ApiKind<MachinePool> = apiKind({ group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'MachinePool', plural: 'machinepools', scope: 'Namespaced' });

export type Machine = clusterV1beta2.Machine;
export const Machine: ApiKind<Machine> = apiKind({ group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Machine', plural: 'machines', scope: 'Namespaced' });

export type MachineSet = clusterV1beta2.MachineSet;
export const MachineSet: ApiKind<MachineSet> = apiKind({ group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'MachineSet', plural: 'machinesets', scope: 'Namespaced' });

export type ClusterResourceSetBinding = addonsV1beta2.ClusterResourceSetBinding;
export const ClusterResourceSetBinding: ApiKind<ClusterResourceSetBinding> = apiKind({ group: 'addons.cluster.x-k8s.io', version: 'v1beta2', kind: 'ClusterResourceSetBinding', plural: 'clusterresourcesetbindings', scope: 'Namespaced' });

export type ClusterResourceSet = addonsV1beta2.ClusterResourceSet;
export const ClusterResourceSet: ApiKind<ClusterResourceSet> = apiKind({ group: 'addons.cluster.x-k8s.io', version: 'v1beta2', kind: 'ClusterResourceSet', plural: 'clusterresourcesets', scope: 'Namespaced' });

export type IPAddressClaim = ipamV1beta2.IPAddressClaim;
export const IPAddressClaim: ApiKind<IPAddressClaim> = apiKind({ group: 'ipam.cluster.x-k8s.io', version: 'v1beta2', kind: 'IPAddressClaim', plural: 'ipaddressclaims', scope: 'Namespaced' });

export type IPAddress = ipamV1beta2.IPAddress;
export const IPAddress: ApiKind<IPAddress> = apiKind({ group: 'ipam.cluster.x-k8s.io', version: 'v1beta2', kind: 'IPAddress', plural: 'ipaddresses', scope: 'Namespaced' });

export type ExtensionConfig = runtimeV1beta2.ExtensionConfig;
export const ExtensionConfig: ApiKind<ExtensionConfig> = apiKind({ group: 'runtime.cluster.x-k8s.io', version: 'v1beta2', kind: 'ExtensionConfig', plural: 'extensionconfigs', scope: 'Cluster' });

export type KubeadmConfig = bootstrapV1beta2.KubeadmConfig;
export const KubeadmConfig: ApiKind<KubeadmConfig> = apiKind({ group: 'bootstrap.cluster.x-k8s.io', version: 'v1beta2', kind: 'KubeadmConfig', plural: 'kubeadmconfigs', scope: 'Namespaced' });

export type KubeadmConfigTemplate = bootstrapV1beta2.KubeadmConfigTemplate;
export const KubeadmConfigTemplate: ApiKind<KubeadmConfigTemplate> = apiKind({ group: 'bootstrap.cluster.x-k8s.io', version: 'v1beta2', kind: 'KubeadmConfigTemplate', plural: 'kubeadmconfigtemplates', scope: 'Namespaced' });

export type KubeadmControlPlane = controlplaneV1beta2.KubeadmControlPlane;
export const KubeadmControlPlane: ApiKind<KubeadmControlPlane> = apiKind({ group: 'controlplane.cluster.x-k8s.io', version: 'v1beta2', kind: 'KubeadmControlPlane', plural: 'kubeadmcontrolplanes', scope: 'Namespaced' });

export type KubeadmControlPlaneTemplate = controlplaneV1beta2.KubeadmControlPlaneTemplate;
export const KubeadmControlPlaneTemplate: ApiKind<KubeadmControlPlaneTemplate> = apiKind({ group: 'controlplane.cluster.x-k8s.io', version: 'v1beta2', kind: 'KubeadmControlPlaneTemplate', plural: 'kubeadmcontrolplanetemplates', scope: 'Namespaced' });

export type DevCluster = infrastructureV1beta2.DevCluster;
export const DevCluster: ApiKind<DevCluster> = apiKind({ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2', kind: 'DevCluster', plural: 'devclusters', scope: 'Namespaced' });

export type DevClusterTemplate = infrastructureV1beta2.DevClusterTemplate;
export const DevClusterTemplate: ApiKind<DevClusterTemplate> = apiKind({ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2', kind: 'DevClusterTemplate', plural: 'devclustertemplates', scope: 'Namespaced' });

export type DevMachinePool = infrastructureV1beta2.DevMachinePool;
export const DevMachinePool: ApiKind<DevMachinePool> = apiKind({ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2', kind: 'DevMachinePool', plural: 'devmachinepools', scope: 'Namespaced' });

export type DevMachinePoolTemplate = infrastructureV1beta2.DevMachinePoolTemplate;
export const DevMachinePoolTemplate: ApiKind<DevMachinePoolTemplate> = apiKind({ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2', kind: 'DevMachinePoolTemplate', plural: 'devmachinepooltemplates', scope: 'Namespaced' });

export type DevMachine = infrastructureV1beta2.DevMachine;
export const DevMachine: ApiKind<DevMachine> = apiKind({ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2', kind: 'DevMachine', plural: 'devmachines', scope: 'Namespaced' });

export type DevMachineTemplate = infrastructureV1beta2.DevMachineTemplate;
export const DevMachineTemplate: ApiKind<DevMachineTemplate> = apiKind({ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2', kind: 'DevMachineTemplate', plural: 'devmachinetemplates', scope: 'Namespaced' });

export type Provider = clusterctlV1alpha3.Provider;
export const Provider: ApiKind<Provider> = apiKind({ group: 'clusterctl.cluster.x-k8s.io', version: 'v1alpha3', kind: 'Provider', plural: 'providers', scope: 'Namespaced' });
