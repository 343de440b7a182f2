// Generated from the OpenAPI documents of kube-apiserver by scripts/generate; do not edit.
import type { MetadataInput } from '../object-meta.ts';

export interface Scale {
  readonly apiVersion?: string | undefined;
  readonly kind?: string | undefined;
  readonly metadata?: MetadataInput | undefined;
  readonly spec?: ScaleSpec | undefined;
  readonly status?: ScaleStatus | undefined;
}

export interface ScaleSpec {
  readonly replicas?: number | undefined;
}

export interface ScaleStatus {
  readonly replicas: number;
  readonly selector?: string | undefined;
}
