// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import type { Condition, ObjectMeta, StructuredLabelSelector } from '@capstan/schema';
import type * as clusterV1beta2 from './cluster-v1beta2.ts';

export interface ClusterResourceSet {
  readonly apiVersion: 'addons.cluster.x-k8s.io/v1beta2';
  readonly kind: 'ClusterResourceSet';
  readonly metadata: ObjectMeta;
  readonly spec: ClusterResourceSetSpec;
  readonly status?: ClusterResourceSetStatus | undefined;
}

export interface ClusterResourceSetBinding {
  readonly apiVersion: 'addons.cluster.x-k8s.io/v1beta2';
  readonly kind: 'ClusterResourceSetBinding';
  readonly metadata: ObjectMeta;
  readonly spec: ClusterResourceSetBindingSpec;
}

export interface ClusterResourceSetBindingSpec {
  readonly bindings?: readonly ClusterResourceSetBindingSpecBinding[] | undefined;
  readonly clusterName: string;
}

export interface ClusterResourceSetBindingSpecBinding {
  readonly clusterResourceSetName: string;
  readonly resources?: readonly ClusterResourceSetBindingSpecBindingResource[] | undefined;
}

export interface ClusterResourceSetBindingSpecBindingResource {
  readonly applied: boolean;
  readonly hash?: string | undefined;
  readonly kind: 'Secret' | 'ConfigMap';
  readonly lastAppliedTime?: string | undefined;
  readonly name: string;
}

export interface ClusterResourceSetSpec {
  readonly clusterSelector: StructuredLabelSelector;
  readonly resources: readonly ClusterResourceSetSpecResource[];
  readonly strategy?: 'ApplyOnce' | 'Reconcile' | undefined;
}

export interface ClusterResourceSetSpecResource {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
}

export interface ClusterResourceSetStatus {
  readonly conditions?: readonly Condition[] | undefined;
  readonly deprecated?: { readonly v1beta1?: { readonly conditions?: readonly clusterV1beta2.ClusterStatusDeprecatedV1beta1Condition[] | undefined } | undefined } | undefined;
  readonly observedGeneration?: number | undefined;
}
