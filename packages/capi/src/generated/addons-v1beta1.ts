// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import type { Condition, ObjectMeta, StructuredLabelSelector } from '@capstan/schema';
import type * as clusterV1beta1 from './cluster-v1beta1.ts';

export interface ClusterResourceSet {
  readonly apiVersion: 'addons.cluster.x-k8s.io/v1beta1';
  readonly kind: 'ClusterResourceSet';
  readonly metadata: ObjectMeta;
  readonly spec?: ClusterResourceSetSpec | undefined;
  readonly status?: ClusterResourceSetStatus | undefined;
}

export interface ClusterResourceSetBinding {
  readonly apiVersion: 'addons.cluster.x-k8s.io/v1beta1';
  readonly kind: 'ClusterResourceSetBinding';
  readonly metadata: ObjectMeta;
  readonly spec?: ClusterResourceSetBindingSpec | undefined;
}

export interface ClusterResourceSetBindingSpec {
  readonly bindings?: readonly ClusterResourceSetBindingSpecBinding[] | undefined;
  readonly clusterName?: string | undefined;
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
  readonly resources?: readonly ClusterResourceSetSpecResource[] | undefined;
  readonly strategy?: 'ApplyOnce' | 'Reconcile' | undefined;
}

export interface ClusterResourceSetSpecResource {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
}

export interface ClusterResourceSetStatus {
  readonly conditions?: readonly clusterV1beta1.ClusterStatusCondition[] | undefined;
  readonly observedGeneration?: number | undefined;
  readonly v1beta2?: { readonly conditions?: readonly Condition[] | undefined } | undefined;
}
