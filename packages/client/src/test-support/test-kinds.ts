import type { KubeObject, MetadataInput, ResourceType } from '@capstan/schema';

interface ConfigMapObject extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

interface ConfigMapInput {
  readonly metadata: MetadataInput;
  readonly data?: Readonly<Record<string, string>>;
}

interface WidgetObject extends KubeObject {
  readonly spec: { readonly size: number };
  readonly status?: { readonly ready: boolean };
}

interface WidgetInput {
  readonly metadata: MetadataInput;
  readonly spec: { readonly size: number };
}

export const ConfigMap: ResourceType<ConfigMapObject, ConfigMapInput, 'ConfigMap'> = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  scope: 'Namespaced',
};

export const Namespace: ResourceType<KubeObject, { readonly metadata: MetadataInput }, 'Namespace'> = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  scope: 'Cluster',
};

export const Widget: ResourceType<WidgetObject, WidgetInput, 'Widget'> = {
  group: 'shop.test',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  scope: 'Namespaced',
};

/** A ConfigMap as a server answers it. */
export function configMap(name: string, resourceVersion = '1', data: Readonly<Record<string, string>> = {}): ConfigMapObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'shop', uid: `uid-of-${name}`, resourceVersion, creationTimestamp: '2026-01-01T00:00:00Z' },
    data,
  };
}
