// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import type { Condition, ObjectMeta } from '@capstan/schema';
import type * as clusterV1beta2 from './cluster-v1beta2.ts';

export interface IPAddress {
  readonly apiVersion: 'ipam.cluster.x-k8s.io/v1beta2';
  readonly kind: 'IPAddress';
  readonly metadata: ObjectMeta;
  readonly spec: IPAddressSpec;
}

export interface IPAddressClaim {
  readonly apiVersion: 'ipam.cluster.x-k8s.io/v1beta2';
  readonly kind: 'IPAddressClaim';
  readonly metadata: ObjectMeta;
  readonly spec: IPAddressClaimSpec;
  readonly status?: IPAddressClaimStatus | undefined;
}

export interface IPAddressClaimSpec {
  readonly clusterName?: string | undefined;
  readonly poolRef: clusterV1beta2.ClusterSpecControlPlaneRef;
}

export interface IPAddressClaimStatus {
  readonly addressRef?: { readonly name: string } | undefined;
  readonly conditions?: readonly Condition[] | undefined;
  readonly deprecated?: { readonly v1beta1?: { readonly conditions?: readonly clusterV1beta2.ClusterStatusDeprecatedV1beta1Condition[] | undefined } | undefined } | undefined;
}

export interface IPAddressSpec {
  readonly address: string;
  readonly claimRef: { readonly name: string };
  readonly gateway?: string | undefined;
  readonly poolRef: clusterV1beta2.ClusterSpecControlPlaneRef;
  readonly prefix: number;
}
