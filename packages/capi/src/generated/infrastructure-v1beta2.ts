// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import type { Condition, ObjectMeta } from '@capstan/schema';
import type * as clusterV1beta2 from './cluster-v1beta2.ts';

export interface DevCluster {
  readonly apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2';
  readonly kind: 'DevCluster';
  readonly metadata: ObjectMeta;
  readonly spec?: DevClusterSpec | undefined;
  readonly status?: DevClusterStatus | undefined;
}

export interface DevClusterSpec {
  readonly backend: DevClusterSpecBackend;
  readonly controlPlaneEndpoint?: clusterV1beta2.ClusterSpecControlPlaneEndpoint | undefined;
}

export interface DevClusterSpecBackend {
  readonly docker?: DevClusterSpecBackendDocker | undefined;
  readonly inMemory?: { readonly [key: string]: unknown } | undefined;
}

export interface DevClusterSpecBackendDocker {
  readonly failureDomains?: readonly clusterV1beta2.ClusterStatusFailureDomain[] | undefined;
  readonly loadBalancer?: DevClusterSpecBackendDockerLoadBalancer | undefined;
}

export interface DevClusterSpecBackendDockerLoadBalancer {
  readonly customHAProxyConfigTemplateRef?: { readonly name?: string | undefined } | undefined;
  readonly imageRepository?: string | undefined;
  readonly imageTag?: string | undefined;
}

export interface DevClusterStatus {
  readonly conditions?: readonly Condition[] | undefined;
  readonly deprecated?: { readonly v1beta1?: { readonly conditions?: readonly clusterV1beta2.ClusterStatusDeprecatedV1beta1Condition[] | undefined } | undefined } | undefined;
  readonly failureDomains?: readonly clusterV1beta2.ClusterStatusFailureDomain[] | undefined;
  readonly initialization?: { readonly provisioned?: boolean | undefined } | undefined;
}

export interface DevClusterTemplate {
  readonly apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2';
  readonly kind: 'DevClusterTemplate';
  readonly metadata: ObjectMeta;
  readonly spec?: { readonly template: DevClusterTemplateSpecTemplate } | undefined;
}

export interface DevClusterTemplateSpecTemplate {
  readonly metadata?: clusterV1beta2.MachineSetSpecTemplateMetadata | undefined;
  readonly spec: DevClusterSpec;
}

export interface DevMachine {
  readonly apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2';
  readonly kind: 'DevMachine';
  readonly metadata: ObjectMeta;
  readonly spec?: DevMachineSpec | undefined;
  readonly status?: DevMachineStatus | undefined;
}

export interface DevMachinePool {
  readonly apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2';
  readonly kind: 'DevMachinePool';
  readonly metadata: ObjectMeta;
  readonly spec?: DevMachinePoolSpec | undefined;
  readonly status?: DevMachinePoolStatus | undefined;
}

export interface DevMachinePoolSpec {
  readonly backend?: { readonly docker?: DevMachinePoolSpecBackendDocker | undefined } | undefined;
  readonly providerID?: string | undefined;
  readonly providerIDList?: readonly string[] | undefined;
}

export interface DevMachinePoolSpecBackendDocker {
  readonly customImage?: string | undefined;
  readonly extraMounts?: readonly DevMachineSpecBackendDockerExtraMount[] | undefined;
  readonly preLoadImages?: readonly string[] | undefined;
}

export interface DevMachinePoolStatus {
  readonly conditions?: readonly Condition[] | undefined;
  readonly infrastructureMachineKind?: string | undefined;
  readonly instances?: readonly DevMachinePoolStatusInstance[] | undefined;
  readonly observedGeneration?: number | undefined;
  readonly ready?: boolean | undefined;
  readonly replicas?: number | undefined;
}

export interface DevMachinePoolStatusInstance {
  readonly addresses?: readonly clusterV1beta2.MachineStatusAddress[] | undefined;
  readonly instanceName?: string | undefined;
  readonly providerID?: string | undefined;
  readonly ready?: boolean | undefined;
  readonly version?: string | undefined;
}

export interface DevMachinePoolTemplate {
  readonly apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2';
  readonly kind: 'DevMachinePoolTemplate';
  readonly metadata: ObjectMeta;
  readonly spec?: { readonly template: DevMachinePoolTemplateSpecTemplate } | undefined;
}

export interface DevMachinePoolTemplateSpecTemplate {
  readonly metadata?: clusterV1beta2.MachineSetSpecTemplateMetadata | undefined;
  readonly spec: DevMachinePoolSpec;
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
  readonly addresses?: readonly clusterV1beta2.MachineStatusAddress[] | undefined;
  readonly conditions?: readonly Condition[] | undefined;
  readonly deprecated?: { readonly v1beta1?: { readonly conditions?: readonly clusterV1beta2.ClusterStatusDeprecatedV1beta1Condition[] | undefined } | undefined } | undefined;
  readonly failureDomain?: string | undefined;
  readonly initialization?: { readonly provisioned?: boolean | undefined } | undefined;
}

export interface DevMachineTemplate {
  readonly apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2';
  readonly kind: 'DevMachineTemplate';
  readonly metadata: ObjectMeta;
  readonly spec?: { readonly template: DevMachineTemplateSpecTemplate } | undefined;
  readonly status?: { readonly capacity?: { readonly [key: string]: number | string } | undefined } | undefined;
}

export interface DevMachineTemplateSpecTemplate {
  readonly metadata?: clusterV1beta2.MachineSetSpecTemplateMetadata | undefined;
  readonly spec: DevMachineSpec;
}
