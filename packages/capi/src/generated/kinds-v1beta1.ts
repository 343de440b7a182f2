// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import { olderKind, type OlderKind } from '../api/older-kind.ts';
import type * as addonsV1beta1 from './addons-v1beta1.ts';
import type * as bootstrapV1beta1 from './bootstrap-v1beta1.ts';
import type * as clusterV1beta1 from './cluster-v1beta1.ts';
import type * as controlplaneV1beta1 from './controlplane-v1beta1.ts';
import type * as infrastructureV1beta1 from './infrastructure-v1beta1.ts';
import type * as ipamV1beta1 from './ipam-v1beta1.ts';

export type ClusterClass = clusterV1beta1.ClusterClass;
export const ClusterClass: OlderKind<ClusterClass> = olderKind({ group: 'cluster.x-k8s.io', version: 'v1beta1', kind: 'ClusterClass', plural: 'clusterclasses', scope: 'Namespaced' });

export type Cluster = clusterV1beta1.Cluster;
export const Cluster: OlderKind<Cluster> = olderKind({ group: 'cluster.x-k8s.io', version: 'v1beta1', kind: 'Cluster', plural: 'clusters', scope: 'Namespaced' });

export type MachineDeployment = clusterV1beta1.MachineDeployment;
export const MachineDeployment: OlderKind<MachineDeployment> = olderKind({ group: 'cluster.x-k8s.io', version: 'v1beta1', kind: 'MachineDeployment', plural: 'machinedeployments', scope: 'Namespaced' });

export type MachineDrainRule = clusterV1beta1.MachineDrainRule;
export const MachineDrainRule: OlderKind<MachineDrainRule> = olderKind({ group: 'cluster.x-k8s.io', version: 'v1beta1', kind: 'MachineDrainRule', plural: 'machinedrainrules', scope: 'Namespaced' });

export type MachineHealthCheck = clusterV1beta1.MachineHealthCheck;
export const MachineHealthCheck: OlderKind<MachineHealthCheck> = olderKind({ group: 'cluster.x-k8s.io', version: 'v1beta1', kind: 'MachineHealthCheck', plural: 'machinehealthchecks', scope: 'Namespaced' });

export type MachinePool = clusterV1beta1.MachinePool;
export const MachinePool: OlderKind<MachinePool> = olderKind({ group: 'cluster.x-k8s.io', version: 'v1beta1', kind: 'MachinePool', plural: 'machinepools', scope: 'Namespaced' });

export type Machine = clusterV1beta1.Machine;
export const Machine: OlderKind<Machine> = olderKind({ group: 'cluster.x-k8s.io', version: 'v1beta1', kind: 'Machine', plural: 'machines', scope: 'Namespaced' });

export type MachineSet = clusterV1beta1.MachineSet;
export const MachineSet: OlderKind<MachineSet> = olderKind({ group: 'cluster.x-k8s.io', version: 'v1beta1', kind: 'MachineSet', plural: 'machinesets', scope: 'Namespaced' });

export type ClusterResourceSetBinding = addonsV1beta1.ClusterResourceSetBinding;
export const ClusterResourceSetBinding: OlderKind<ClusterResourceSetBinding> = olderKind({ group: 'addons.cluster.x-k8s.io', version: 'v1beta1', kind: 'ClusterResourceSetBinding', plural: 'clusterresourcesetbindings', scope: 'Namespaced' });

export type ClusterResourceSet = addonsV1beta1.ClusterResourceSet;
export const ClusterResourceSet: OlderKind<ClusterResourceSet> = olderKind({ group: 'addons.cluster.x-k8s.io', version: 'v1beta1', kind: 'ClusterResourceSet', plural: 'clusterresourcesets', scope: 'Namespaced' });

export type IPAddressClaim = ipamV1beta1.IPAddressClaim;
export const IPAddressClaim: OlderKind<IPAddressClaim> = olderKind({ group: 'ipam.cluster.x-k8s.io', version: 'v1beta1', kind: 'IPAddressClaim', plural: 'ipaddressclaims', scope: 'Namespaced' });

export type IPAddress = ipamV1beta1.IPAddress;
export const IPAddress: OlderKind<IPAddress> = olderKind({ group: 'ipam.cluster.x-k8s.io', version: 'v1beta1', kind: 'IPAddress', plural: 'ipaddresses', scope: 'Namespaced' });

export type KubeadmConfig = bootstrapV1beta1.KubeadmConfig;
export const KubeadmConfig: OlderKind<KubeadmConfig> = olderKind({ group: 'bootstrap.cluster.x-k8s.io', version: 'v1beta1', kind: 'KubeadmConfig', plural: 'kubeadmconfigs', scope: 'Namespaced' });

export type KubeadmConfigTemplate = bootstrapV1beta1.KubeadmConfigTemplate;
export const KubeadmConfigTemplate: OlderKind<KubeadmConfigTemplate> = olderKind({ group: 'bootstrap.cluster.x-k8s.io', version: 'v1beta1', kind: 'KubeadmConfigTemplate', plural: 'kubeadmconfigtemplates', scope: 'Namespaced' });

export type KubeadmControlPlane = controlplaneV1beta1.KubeadmControlPlane;
export const KubeadmControlPlane: OlderKind<KubeadmControlPlane> = olderKind({ group: 'controlplane.cluster.x-k8s.io', version: 'v1beta1', kind: 'KubeadmControlPlane', plural: 'kubeadmcontrolplanes', scope: 'Namespaced' });

export type KubeadmControlPlaneTemplate = controlplaneV1beta1.KubeadmControlPlaneTemplate;
export const KubeadmControlPlaneTemplate: OlderKind<KubeadmControlPlaneTemplate> = olderKind({ group: 'controlplane.cluster.x-k8s.io', version: 'v1beta1', kind: 'KubeadmControlPlaneTemplate', plural: 'kubeadmcontrolplanetemplates', scope: 'Namespaced' });

export type DevCluster = infrastructureV1beta1.DevCluster;
export const DevCluster: OlderKind<DevCluster> = olderKind({ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta1', kind: 'DevCluster', plural: 'devclusters', scope: 'Namespaced' });

export type DevClusterTemplate = infrastructureV1beta1.DevClusterTemplate;
export const DevClusterTemplate: OlderKind<DevClusterTemplate> = olderKind({ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta1', kind: 'DevClusterTemplate', plural: 'devclustertemplates', scope: 'Namespaced' });

export type DevMachine = infrastructureV1beta1.DevMachine;
export const DevMachine: OlderKind<DevMachine> = olderKind({ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta1', kind: 'DevMachine', plural: 'devmachines', scope: 'Namespaced' });

export type DevMachineTemplate = infrastructureV1beta1.DevMachineTemplate;
export const DevMachineTemplate: OlderKind<DevMachineTemplate> = olderKind({ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta1', kind: 'DevMachineTemplate', plural: 'devmachinetemplates', scope: 'Namespaced' });
