import { StatusError } from '../errors/status-error.ts';
import { apiVersionOf } from '../resources/api-version.ts';
import { builtInObjects } from '../resources/built-in-kinds.ts';
import type { KindRegistry, MutableObject } from '../resources/served-kind.ts';
import type { Store } from '../storage/store.ts';
import type { ObjectVerbs, WriteContext } from '../verbs/object-verbs.ts';

const namespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Who writes what the server itself needs. */
export const serverContext: WriteContext = {
  user: { name: 'system:apiserver', groups: ['system:masters'] },
  fieldManager: 'kube-apiserver',
  dryRun: false,
  fieldValidation: 'Ignore',
  warn: () => undefined,
};

/** Makes what every server starts with, as far as it isn't there. Nothing is overwritten. */
export async function createFirstObjects(
  { store, kinds, verbs }: { readonly store: Store; readonly kinds: KindRegistry; readonly verbs: ObjectVerbs },
  caCertificate: string,
): Promise<void> {
  const first = namespaces.map((name): MutableObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const rest = [...builtInObjects(), clientAuthentication(caCertificate), apiService()];
  for (const objects of [first, rest]) {
    await Promise.all(objects.map((object) => createMissing(object, store, kinds, verbs)));
  }
}

async function createMissing(object: MutableObject, store: Store, kinds: KindRegistry, verbs: ObjectVerbs): Promise<void> {
  const [group, version] = object.apiVersion?.includes('/') ? object.apiVersion.split('/', 2) : ['', object.apiVersion];
  const kind = kinds.findKind(group ?? '', object.kind ?? '');
  const served = kind?.versions.find((one) => one.version === version);
  if (!kind || !served)
    throw new Error(`${object.kind} ${apiVersionOf({ group: group ?? '' }, { version: version ?? '' })} is not served`);
  const { name = '', namespace = '' } = object.metadata;
  if (store.get({ resource: kind.storeResource, namespace, name })) return;
  const target = { kind, version: served, namespace, name: '', subresource: '' };
  await verbs.create(target, object, serverContext).catch((error: unknown) => {
    if (!(error instanceof StatusError && error.status.reason === 'AlreadyExists')) throw error;
  });
}

/** What extension servers read to know whose client certificates to trust. */
const clientAuthentication = (caCertificate: string): MutableObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'extension-apiserver-authentication', namespace: 'kube-system' },
  data: { 'client-ca-file': caCertificate },
});

/** The API server, as it is called inside the cluster. */
const apiService = (): MutableObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
  spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] },
});
