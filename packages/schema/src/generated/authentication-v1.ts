// Generated from the OpenAPI documents of kube-apiserver by scripts/generate; do not edit.
import type { MetadataInput, ObjectMeta } from '../object-meta.ts';

export interface BoundObjectReference {
  readonly apiVersion?: string | undefined;
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  readonly uid?: string | undefined;
}

export interface SelfSubjectReview {
  readonly apiVersion: 'authentication.k8s.io/v1';
  readonly kind: 'SelfSubjectReview';
  readonly metadata: ObjectMeta;
  readonly status?: SelfSubjectReviewStatus | undefined;
}

export interface SelfSubjectReviewStatus {
  readonly userInfo?: UserInfo | undefined;
}

export interface TokenRequest {
  readonly apiVersion?: string | undefined;
  readonly kind?: string | undefined;
  readonly metadata?: MetadataInput | undefined;
  readonly spec?: TokenRequestSpec | undefined;
  readonly status?: TokenRequestStatus | undefined;
}

export interface TokenRequestSpec {
  readonly audiences?: readonly string[] | undefined;
  readonly boundObjectRef?: BoundObjectReference | undefined;
  readonly expirationSeconds?: number | undefined;
}

export interface TokenRequestStatus {
  readonly expirationTimestamp?: string | undefined;
  readonly token?: string | undefined;
}

export interface TokenReview {
  readonly apiVersion: 'authentication.k8s.io/v1';
  readonly kind: 'TokenReview';
  readonly metadata: ObjectMeta;
  readonly spec: TokenReviewSpec;
  readonly status?: TokenReviewStatus | undefined;
}

export interface TokenReviewSpec {
  readonly audiences?: readonly string[] | undefined;
  readonly token: string;
}

export interface TokenReviewStatus {
  readonly audiences?: readonly string[] | undefined;
  readonly authenticated?: boolean | undefined;
  readonly error?: string | undefined;
  readonly user?: UserInfo | undefined;
}

export interface UserInfo {
  readonly extra?: { readonly [key: string]: readonly string[] } | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly uid?: string | undefined;
  readonly username?: string | undefined;
}
