// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import type { Condition, ObjectMeta } from '@capstan/schema';
import type * as clusterV1beta1 from './cluster-v1beta1.ts';

export interface DevCluster {
  readonly apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta1';
  readonly kind: 'DevCluster';
  readonly metadata: ObjectMeta;
  readonly spec?: DevClusterSpec | undefined;
  readonly status?: DevClusterStatus | undefined;
}

export interface DevClusterSpec {
  readonly backend: DevClusterSpecBackend;
  readonly controlPlaneEndpoint?: clusterV1beta1.ClusterSpecControlPlaneEndpoint | undefined;
}

export interface DevClusterSpecBackend {
  readonly docker?: DevClusterSpecBackendDocker | undefined;
  readonly inMemory?: { readonly [key: string]: unknown } | undefined;
}

export interface DevClusterSpecBackendDocker {
  readonly failureDomains?: { readonly [key: string]: clusterV1beta1.ClusterStatusFailureDomain } | undefined;
  readonly loadBalancer?: DevClusterSpecBackendDockerLoadBalancer | undefined;
}

export interface DevClusterSpecBackendDockerLoadBalancer {
  readonly customHAProxyConfigTemplateRef?: { readonly name?: string | undefined } | undefined;
  readonly imageRepository?: string | undefined;
  readonly imageTag?: string | undefined;
}

export interface DevClusterStatus {
  readonly conditions?: readonly clusterV1beta1.ClusterStatusCondition[] | undefined;
  readonly failureDomains?: { readonly [key: string]: clusterV1beta1.ClusterStatusFailureDomain } | undefined;
  readonly ready?: boolean | undefined;
  readonly v1beta2?: { readonly conditions?: readonly Condition[] | undefined } | undefined;
}

export interface DevClusterTemplate {
  readonly apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta1';
  readonly kind: 'DevClusterTemplate';
  readonly metadata: ObjectMeta;
  readonly spec?: { readonly template: DevClusterTemplateSpecTemplate } | undefined;
}

export interface DevClusterTemplateSpecTemplate {
  readonly metadata?: clusterV1beta1.MachineSetSpecTemplateMetadata | undefined;
  readonly spec: DevClusterSpec;
}

export interface DevMachine {
  readonly apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta1';
  readonly kind: 'DevMachine';
  readonly metadata: ObjectMeta;
  readonly spec?: DevMachineSpec | undefined;
  readonly status?: DevMachineStatus | undefined;
}

export interface DevMachineSpec {
  readonly backend: DevMachineSpecBackend;
  readonly providerID?: string | undefined;
}

export interface DevMachineSpecBackend {
  readonly docker?: DevMachineSpecBackendDocker | undefined;
  readonly inMemory?: DevMachineSpecBackendInMemory | undefined;
}

export interface DevMachineSpecBackendDocker {
  readonly bootstrapTimeout?: string | undefined;
  readonly customImage?: string | undefined;
  readonly extraMounts?: readonly DevMachineSpecBackendDockerExtraMount[] | undefined;
  readonly preLoadImages?: readonly string[] | undefined;
}

export interface DevMachineSpecBackendDockerExtraMount {
  readonly containerPath?: string | undefined;
  readonly hostPath?: string | undefined;
  readonly readOnly?: boolean | undefined;
}

export interface DevMachineSpecBackendInMemory {
  readonly apiServer?: { readonly provisioning?: DevMachineSpecBackendInMemoryVmProvisioning | undefined } | undefined;
  readonly etcd?: { readonly provisioning?: DevMachineSpecBackendInMemoryVmProvisioning | undefined } | undefined;
  readonly node?: { readonly provisioning?: DevMachineSpecBackendInMemoryVmProvisioning | undefined } | undefined;
  readonly vm?: { readonly provisioning?: DevMachineSpecBackendInMemoryVmProvisioning | undefined } | undefined;
}

export interface DevMachineSpecBackendInMemoryVmProvisioning {
  readonly startupDuration: string;
  readonly startupJitter?: string | undefined;
}

export interface DevMachineStatus {
  readonly addresses?: readonly clusterV1beta1.MachineStatusAddress[] | undefined;
  readonly conditions?: readonly clusterV1beta1.ClusterStatusCondition[] | undefined;
  readonly ready?: boolean | undefined;
  readonly v1beta2?: { readonly conditions?: readonly Condition[] | undefined } | undefined;
}

export interface DevMachineTemplate {
  readonly apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta1';
  readonly kind: 'DevMachineTemplate';
  readonly metadata: ObjectMeta;
  readonly spec?: { readonly template: DevMachineTemplateSpecTemplate } | undefined;
}

export interface DevMachineTemplateSpecTemplate {
  readonly metadata?: clusterV1beta1.MachineSetSpecTemplateMetadata | undefined;
  readonly spec: DevMachineSpec;
}
