// Generated from the OpenAPI documents of kube-apiserver by scripts/generate; do not edit.
import type { ObjectMeta } from '../object-meta.ts';
import type * as coreV1 from './core-v1.ts';

export interface Overhead {
  readonly podFixed?: { readonly [key: string]: string } | undefined;
}

export interface RuntimeClass {
  readonly apiVersion: 'node.k8s.io/v1';
  readonly handler: string;
  readonly kind: 'RuntimeClass';
  readonly metadata: ObjectMeta;
  readonly overhead?: Overhead | undefined;
  readonly scheduling?: Scheduling | undefined;
}

export interface Scheduling {
  readonly nodeSelector?: { readonly [key: string]: string } | undefined;
  readonly tolerations?: readonly coreV1.Toleration[] | undefined;
}
