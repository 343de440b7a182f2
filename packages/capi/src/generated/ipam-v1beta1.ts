// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import type { Condition, ObjectMeta } from '@capstan/schema';
import type * as clusterV1beta1 from './cluster-v1beta1.ts';

export interface IPAddress {
  readonly apiVersion: 'ipam.cluster.x-k8s.io/v1beta1';
  readonly kind: 'IPAddress';
  readonly metadata: ObjectMeta;
  readonly spec?: IPAddressSpec | undefined;
}

export interface IPAddressClaim {
  readonly apiVersion: 'ipam.cluster.x-k8s.io/v1beta1';
  readonly kind: 'IPAddressClaim';
  readonly metadata: ObjectMeta;
  readonly spec?: IPAddressClaimSpec | undefined;
  readonly status?: IPAddressClaimStatus | undefined;
}

export interface IPAddressClaimSpec {
  readonly clusterName?: string | undefined;
  readonly poolRef: IPAddressSpecPoolRef;
}

export interface IPAddressClaimStatus {
  readonly addressRef?: { readonly name?: string | undefined } | undefined;
  readonly conditions?: readonly clusterV1beta1.ClusterStatusCondition[] | undefined;
  readonly v1beta2?: { readonly conditions?: readonly Condition[] | undefined } | undefined;
}

export interface IPAddressSpec {
  readonly address: string;
  readonly claimRef: { readonly name?: string | undefined };
  readonly gateway?: string | undefined;
  readonly poolRef: IPAddressSpecPoolRef;
  readonly prefix: number;
}

export interface IPAddressSpecPoolRef {
  readonly apiGroup?: string | undefined;
  readonly kind: string;
  readonly name: string;
}
