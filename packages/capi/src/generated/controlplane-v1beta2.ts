// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import type { Condition, ObjectMeta } from '@capstan/schema';
import type * as bootstrapV1beta2 from './bootstrap-v1beta2.ts';
import type * as clusterV1beta2 from './cluster-v1beta2.ts';

export interface KubeadmControlPlane {
  readonly apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2';
  readonly kind: 'KubeadmControlPlane';
  readonly metadata: ObjectMeta;
  readonly spec: KubeadmControlPlaneSpec;
  readonly status?: KubeadmControlPlaneStatus | undefined;
}

export interface KubeadmControlPlaneSpec {
  readonly kubeadmConfigSpec?: bootstrapV1beta2.KubeadmConfigSpec | undefined;
  readonly machineNaming?: { readonly template?: string | undefined } | undefined;
  readonly machineTemplate: KubeadmControlPlaneSpecMachineTemplate;
  readonly remediation?: KubeadmControlPlaneSpecRemediation | undefined;
  readonly replicas?: number | undefined;
  readonly rollout?: KubeadmControlPlaneSpecRollout | undefined;
  readonly version: string;
}

export interface KubeadmControlPlaneSpecMachineTemplate {
  readonly metadata?: clusterV1beta2.MachineSetSpecTemplateMetadata | undefined;
  readonly spec: KubeadmControlPlaneSpecMachineTemplateSpec;
}

export interface KubeadmControlPlaneSpecMachineTemplateSpec {
  readonly deletion?: clusterV1beta2.MachineSpecDeletion | undefined;
  readonly infrastructureRef: clusterV1beta2.ClusterSpecControlPlaneRef;
  readonly readinessGates?: readonly clusterV1beta2.MachineSpecReadinessGate[] | undefined;
  readonly taints?: readonly clusterV1beta2.MachineSpecTaint[] | undefined;
}

export interface KubeadmControlPlaneSpecRemediation {
  readonly maxRetry?: number | undefined;
  readonly minHealthyPeriodSeconds?: number | undefined;
  readonly retryPeriodSeconds?: number | undefined;
}

export interface KubeadmControlPlaneSpecRollout {
  readonly after?: string | undefined;
  readonly before?: { readonly certificatesExpiryDays?: number | undefined } | undefined;
  readonly strategy?: KubeadmControlPlaneSpecRolloutStrategy | undefined;
}

export interface KubeadmControlPlaneSpecRolloutStrategy {
  readonly rollingUpdate?: { readonly maxSurge?: number | string | undefined } | undefined;
  readonly type: 'RollingUpdate';
}

export interface KubeadmControlPlaneStatus {
  readonly availableReplicas?: number | undefined;
  readonly conditions?: readonly Condition[] | undefined;
  readonly deprecated?: { readonly v1beta1?: KubeadmControlPlaneStatusDeprecatedV1beta1 | undefined } | undefined;
  readonly initialization?: { readonly controlPlaneInitialized?: boolean | undefined } | undefined;
  readonly lastRemediation?: KubeadmControlPlaneStatusLastRemediation | undefined;
  readonly observedGeneration?: number | undefined;
  readonly readyReplicas?: number | undefined;
  readonly replicas?: number | undefined;
  readonly selector?: string | undefined;
  readonly upToDateReplicas?: number | undefined;
  readonly version?: string | undefined;
  readonly versions?: readonly clusterV1beta2.MachineSetStatusVersion[] | undefined;
}

export interface KubeadmControlPlaneStatusDeprecatedV1beta1 {
  readonly conditions?: readonly clusterV1beta2.ClusterStatusDeprecatedV1beta1Condition[] | undefined;
  readonly failureMessage?: string | undefined;
  readonly failureReason?: string | undefined;
  readonly readyReplicas?: number | undefined;
  readonly unavailableReplicas?: number | undefined;
  readonly updatedReplicas?: number | undefined;
}

export interface KubeadmControlPlaneStatusLastRemediation {
  readonly machine: string;
  readonly retryCount: number;
  readonly time: string;
}

export interface KubeadmControlPlaneTemplate {
  readonly apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2';
  readonly kind: 'KubeadmControlPlaneTemplate';
  readonly metadata: ObjectMeta;
  readonly spec?: { readonly template: KubeadmControlPlaneTemplateSpecTemplate } | undefined;
}

export interface KubeadmControlPlaneTemplateSpecTemplate {
  readonly metadata?: clusterV1beta2.MachineSetSpecTemplateMetadata | undefined;
  readonly spec?: KubeadmControlPlaneTemplateSpecTemplateSpec | undefined;
}

export interface KubeadmControlPlaneTemplateSpecTemplateSpec {
  readonly kubeadmConfigSpec?: bootstrapV1beta2.KubeadmConfigSpec | undefined;
  readonly machineNaming?: { readonly template?: string | undefined } | undefined;
  readonly machineTemplate?: KubeadmControlPlaneTemplateSpecTemplateSpecMachineTemplate | undefined;
  readonly remediation?: KubeadmControlPlaneSpecRemediation | undefined;
  readonly rollout?: KubeadmControlPlaneSpecRollout | undefined;
}

export interface KubeadmControlPlaneTemplateSpecTemplateSpecMachineTemplate {
  readonly metadata?: clusterV1beta2.MachineSetSpecTemplateMetadata | undefined;
  readonly spec?: KubeadmControlPlaneTemplateSpecTemplateSpecMachineTemplateSpec | undefined;
}

export interface KubeadmControlPlaneTemplateSpecTemplateSpecMachineTemplateSpec {
  readonly deletion?: clusterV1beta2.MachineSpecDeletion | undefined;
  readonly taints?: readonly clusterV1beta2.MachineSpecTaint[] | undefined;
}
