// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.
import type { Condition, ObjectMeta, StructuredLabelSelector } from '@capstan/schema';
import type * as clusterV1beta2 from './cluster-v1beta2.ts';

export interface ExtensionConfig {
  readonly apiVersion: 'runtime.cluster.x-k8s.io/v1beta2';
  readonly kind: 'ExtensionConfig';
  readonly metadata: ObjectMeta;
  readonly spec: ExtensionConfigSpec;
  readonly status?: ExtensionConfigStatus | undefined;
}

export interface ExtensionConfigSpec {
  readonly clientConfig: ExtensionConfigSpecClientConfig;
  readonly namespaceSelector?: StructuredLabelSelector | undefined;
  readonly settings?: { readonly [key: string]: string } | undefined;
}

export interface ExtensionConfigSpecClientConfig {
  readonly caBundle?: string | undefined;
  readonly service?: ExtensionConfigSpecClientConfigService | undefined;
  readonly url?: string | undefined;
}

export interface ExtensionConfigSpecClientConfigService {
  readonly name: string;
  readonly namespace: string;
  readonly path?: string | undefined;
  readonly port?: number | undefined;
}

export interface ExtensionConfigStatus {
  readonly conditions?: readonly Condition[] | undefined;
  readonly deprecated?: { readonly v1beta1?: { readonly conditions?: readonly clusterV1beta2.ClusterStatusDeprecatedV1beta1Condition[] | undefined } | undefined } | undefined;
  readonly handlers?: readonly ExtensionConfigStatusHandler[] | undefined;
}

export interface ExtensionConfigStatusHandler {
  readonly failurePolicy?: 'Ignore' | 'Fail' | undefined;
  readonly name: string;
  readonly requestHook: ExtensionConfigStatusHandlerRequestHook;
  readonly timeoutSeconds?: number | undefined;
}

export interface ExtensionConfigStatusHandlerRequestHook {
  readonly apiVersion: string;
  readonly hook: string;
}
