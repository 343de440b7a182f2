// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import type { ObjectMeta } from '@capstan/schema';

export interface Provider {
  readonly apiVersion: 'clusterctl.cluster.x-k8s.io/v1alpha3';
  readonly kind: 'Provider';
  readonly metadata: ObjectMeta;
  readonly providerName?: string | undefined;
  readonly type?: string | undefined;
  readonly version?: string | undefined;
  readonly watchedNamespace?: string | undefined;
}
