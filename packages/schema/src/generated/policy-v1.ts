// Generated from the OpenAPI documents of kube-apiserver by scripts/generate; do not edit.
import type { Condition, MetadataInput, ObjectMeta } from '../object-meta.ts';
import type * as metaV1 from './meta-v1.ts';

export interface Eviction {
  readonly apiVersion?: string | undefined;
  readonly deleteOptions?: metaV1.DeleteOptions | undefined;
  readonly kind?: string | undefined;
  readonly metadata?: MetadataInput | undefined;
}

export interface PodDisruptionBudget {
  readonly apiVersion: 'policy/v1';
  readonly kind: 'PodDisruptionBudget';
  readonly metadata: ObjectMeta;
  readonly spec?: PodDisruptionBudgetSpec | undefined;
  readonly status?: PodDisruptionBudgetStatus | undefined;
}

export interface PodDisruptionBudgetSpec {
  readonly maxUnavailable?: number | string | undefined;
  readonly minAvailable?: number | string | undefined;
  readonly selector?: metaV1.LabelSelector | undefined;
  readonly unhealthyPodEvictionPolicy?: 'AlwaysAllow' | 'IfHealthyBudget' | undefined;
}

export interface PodDisruptionBudgetStatus {
  readonly conditions?: readonly Condition[] | undefined;
  readonly currentHealthy?: number | undefined;
  readonly desiredHealthy?: number | undefined;
  readonly disruptedPods?: { readonly [key: string]: string } | undefined;
  readonly disruptionsAllowed?: number | undefined;
  readonly expectedPods?: number | undefined;
  readonly observedGeneration?: number | undefined;
}
