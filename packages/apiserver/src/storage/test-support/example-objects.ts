import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EncodedObject, ObjectKey, Store, StoredObject, StoreEvent } from '../store.ts';

export const configMap = (name: string, namespace = 'default'): ObjectKey => ({ resource: 'configmaps', namespace, name });

/** An object whose bytes say what it is. */
export const content =
  (text: string): ((revision: number) => EncodedObject) =>
  (revision) => ({
    bytes: Buffer.from(JSON.stringify({ metadata: { resourceVersion: String(revision) }, text })),
    uid: `uid-${text}`,
    labels: { text },
    fields: undefined,
    owners: undefined,
    schemaVersion: 0,
  });

export const put = (store: Store, key: ObjectKey, text = key.name): StoredObject =>
  store.write(key, store.get(key), 'put', content(text));

export const remove = (store: Store, key: ObjectKey): StoredObject => store.write(key, store.get(key), 'delete', content('last'));

export const names = (objects: readonly StoredObject[] | undefined) =>
  objects?.map(({ namespace, name }) => `${namespace}/${name}`);

export const told = ({ type, object }: StoreEvent) => `${type} ${object.name} ${object.revision}`;

/** A folder that goes with the test. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'capstan-storage-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
