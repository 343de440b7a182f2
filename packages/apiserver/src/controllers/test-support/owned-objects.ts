import type { Answered, RunningServer } from './running-server.ts';

export const configMaps = (namespace: string, name = '') => `/api/v1/namespaces/${namespace}/configmaps${name && `/${name}`}`;
export const secrets = (namespace: string, name = '') => `/api/v1/namespaces/${namespace}/secrets${name && `/${name}`}`;
export const namespaces = (name = '') => `/api/v1/namespaces${name && `/${name}`}`;
export const clusterRoles = (name = '') => `/apis/rbac.authorization.k8s.io/v1/clusterroles${name && `/${name}`}`;

export async function createNamespace(server: RunningServer, name: string): Promise<string> {
  await server.create(namespaces(), { kind: 'Namespace', apiVersion: 'v1', metadata: { name } });
  return name;
}

export interface MadeOptions {
  readonly owners?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly blockOwnerDeletion?: boolean;
}

export function createConfigMap(
  server: RunningServer,
  namespace: string,
  name: string,
  options: MadeOptions = {},
): Promise<Answered> {
  const { owners, finalizers } = options;
  const metadata = { name, ...(owners && { ownerReferences: owners }), ...(finalizers && { finalizers }) };
  return server.create(configMaps(namespace), { kind: 'ConfigMap', apiVersion: 'v1', metadata });
}

/** A reference to a ConfigMap. */
export const ownedBy = (owner: Answered, more: Partial<OwnerReference> = {}): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name: owner.metadata.name,
  uid: owner.metadata.uid,
  ...more,
});
