// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import type { ObjectMeta } from '@capstan/schema';
import type * as bootstrapV1beta1 from './bootstrap-v1beta1.ts';
import type * as clusterV1beta1 from './cluster-v1beta1.ts';

export interface KubeadmControlPlane {
  readonly apiVersion: 'controlplane.cluster.x-k8s.io/v1beta1';
  readonly kind: 'KubeadmControlPlane';
  readonly metadata: ObjectMeta;
  readonly spec?: KubeadmControlPlaneSpec | undefined;
  readonly status?: KubeadmControlPlaneStatus | undefined;
}

export interface KubeadmControlPlaneSpec {
  readonly kubeadmConfigSpec: bootstrapV1beta1.KubeadmConfigSpec;
  readonly machineNamingStrategy?: { readonly template?: string | undefined } | undefined;
  readonly machineTemplate: KubeadmControlPlaneSpecMachineTemplate;
  readonly remediationStrategy?: KubeadmControlPlaneSpecRemediationStrategy | undefined;
  readonly replicas?: number | undefined;
  readonly rolloutAfter?: string | undefined;
  readonly rolloutBefore?: { readonly certificatesExpiryDays?: number | undefined } | undefined;
  readonly rolloutStrategy?: KubeadmControlPlaneSpecRolloutStrategy | undefined;
  readonly version: string;
}

export interface KubeadmControlPlaneSpecMachineTemplate {
  readonly infrastructureRef: clusterV1beta1.MachineStatusNodeRef;
  readonly metadata?: clusterV1beta1.MachineSetSpecTemplateMetadata | undefined;
  readonly nodeDeletionTimeout?: string | undefined;
  readonly nodeDrainTimeout?: string | undefined;
  readonly nodeVolumeDetachTimeout?: string | undefined;
  readonly readinessGates?: readonly clusterV1beta1.MachineSpecReadinessGate[] | undefined;
  readonly taints?: readonly clusterV1beta1.MachineSpecTaint[] | undefined;
}

export interface KubeadmControlPlaneSpecRemediationStrategy {
  readonly maxRetry?: number | undefined;
  readonly minHealthyPeriod?: string | undefined;
  readonly retryPeriod?: string | undefined;
}

export interface KubeadmControlPlaneSpecRolloutStrategy {
  readonly rollingUpdate?: { readonly maxSurge?: number | string | undefined } | undefined;
  readonly type?: 'RollingUpdate' | undefined;
}

export interface KubeadmControlPlaneStatus {
  readonly conditions?: readonly clusterV1beta1.ClusterStatusCondition[] | undefined;
  readonly failureMessage?: string | undefined;
  readonly failureReason?: string | undefined;
  readonly initialized?: boolean | undefined;
  readonly lastRemediation?: KubeadmControlPlaneStatusLastRemediation | undefined;
  readonly observedGeneration?: number | undefined;
  readonly ready?: boolean | undefined;
  readonly readyReplicas?: number | undefined;
  readonly replicas?: number | undefined;
  readonly selector?: string | undefined;
  readonly unavailableReplicas?: number | undefined;
  readonly updatedReplicas?: number | undefined;
  readonly v1beta2?: clusterV1beta1.MachineSetStatusV1beta2 | undefined;
  readonly version?: string | undefined;
  readonly versions?: readonly clusterV1beta1.MachineSetStatusVersion[] | undefined;
}

export interface KubeadmControlPlaneStatusLastRemediation {
  readonly machine: string;
  readonly retryCount: number;
  readonly timestamp: string;
}

export interface KubeadmControlPlaneTemplate {
  readonly apiVersion: 'controlplane.cluster.x-k8s.io/v1beta1';
  readonly kind: 'KubeadmControlPlaneTemplate';
  readonly metadata: ObjectMeta;
  readonly spec?: { readonly template: KubeadmControlPlaneTemplateSpecTemplate } | undefined;
}

export interface KubeadmControlPlaneTemplateSpecTemplate {
  readonly metadata?: clusterV1beta1.MachineSetSpecTemplateMetadata | undefined;
  readonly spec: KubeadmControlPlaneTemplateSpecTemplateSpec;
}

export interface KubeadmControlPlaneTemplateSpecTemplateSpec {
  readonly kubeadmConfigSpec: bootstrapV1beta1.KubeadmConfigSpec;
  readonly machineNamingStrategy?: { readonly template?: string | undefined } | undefined;
  readonly machineTemplate?: KubeadmControlPlaneTemplateSpecTemplateSpecMachineTemplate | undefined;
  readonly remediationStrategy?: KubeadmControlPlaneSpecRemediationStrategy | undefined;
  readonly rolloutAfter?: string | undefined;
  readonly rolloutBefore?: { readonly certificatesExpiryDays?: number | undefined } | undefined;
  readonly rolloutStrategy?: KubeadmControlPlaneSpecRolloutStrategy | undefined;
}

export interface KubeadmControlPlaneTemplateSpecTemplateSpecMachineTemplate {
  readonly metadata?: clusterV1beta1.MachineSetSpecTemplateMetadata | undefined;
  readonly nodeDeletionTimeout?: string | undefined;
  readonly nodeDrainTimeout?: string | undefined;
  readonly nodeVolumeDetachTimeout?: string | undefined;
  readonly taints?: readonly clusterV1beta1.MachineSpecTaint[] | undefined;
}
