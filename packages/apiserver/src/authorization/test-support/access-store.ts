import { randomUUID } from 'node:crypto';
import { openStore } from '../../storage/memory-store.ts';
import type { Store, StoredObject } from '../../storage/store.ts';

export const rbacGroup = 'rbac.authorization.k8s.io';

/** A real store, with the writes that the tests of access need. */
export interface AccessStore {
  readonly store: Store;
  put(resource: string, namespace: string, name: string, object?: object): Promise<StoredObject>;
  remove(resource: string, namespace: string, name: string): Promise<void>;
}

export function accessStore(): AccessStore {
  const store = openStore();
  const write = async (change: 'put' | 'delete', resource: string, namespace: string, name: string, object: object) => {
    const key = { resource, namespace, name };
    const current = store.get(key);
    const uid = current?.uid ?? randomUUID();
    const own = 'metadata' in object && typeof object.metadata === 'object' ? object.metadata : {};
    const stored = store.write(key, current, change, (revision) => ({
      bytes: Buffer.from(
        JSON.stringify({ ...object, metadata: { name, namespace, uid, resourceVersion: String(revision), ...own } }),
      ),
      uid,
      labels: undefined,
      fields: undefined,
      owners: undefined,
      schemaVersion: 0,
    }));
    await store.durable(stored.revision);
    return stored;
  };
  return {
    store,
    put: (resource, namespace, name, object = {}) => write('put', resource, namespace, name, object),
    remove: async (resource, namespace, name) => {
      await write('delete', resource, namespace, name, {});
    },
  };
}

export const user = (name: string) => ({ kind: 'User', apiGroup: rbacGroup, name });
export const group = (name: string) => ({ kind: 'Group', apiGroup: rbacGroup, name });
export const clusterRole = (name: string) => ({ apiGroup: rbacGroup, kind: 'ClusterRole', name });
export const role = (name: string) => ({ apiGroup: rbacGroup, kind: 'Role', name });
