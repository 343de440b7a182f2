import { deepEqual } from '@capstan/schema';
import type { MutableObject } from '../resources/served-kind.ts';
import type { StoreEvent } from '../storage/store.ts';
import { type ControllerOptions, disposeOnAbort, writesAs } from './controller-options.ts';
import { KeyedWork } from './keyed-work.ts';
import { isBeingDeleted, StoredKinds, targetOf } from './stored-kinds.ts';

const serviceAccountName = 'default';
const rootCertificatesName = 'kube-root-ca.crt';

export interface NamespaceDefaultsOptions extends ControllerOptions {
  /** PEM certificates by which clients in the namespace know the server. */
  readonly rootCertificates: string;
}

/** Keeps the ServiceAccount `default` and the ConfigMap `kube-root-ca.crt` in each active namespace, as they should be. */
export function startNamespaceDefaults(options: NamespaceDefaultsOptions): Promise<void> {
  const { store, registry, report, signal } = options;
  const kinds = new StoredKinds(registry);
  const work = async (name: string) => {
    const namespace = store.get({ resource: 'namespaces', namespace: '', name });
    if (!namespace || isBeingDeleted(namespace)) return;
    await Promise.all([ensureServiceAccount(name, kinds, options), ensureRootCertificates(name, kinds, options)]);
  };
  const queue = new KeyedWork({ work, report, signal });

  const onNamespace = ({ type, object }: StoreEvent) => {
    if (type === 'added') queue.add(object.name);
  };
  const { items, revision } = store.list('namespaces');
  disposeOnAbort(store.subscribe('namespaces', revision, onNamespace), signal);
  for (const [resource, defaultName] of [
    ['serviceaccounts', serviceAccountName],
    ['configmaps', rootCertificatesName],
  ] as const) {
    const onEvent = ({ type, object }: StoreEvent) => {
      if (object.name === defaultName && type !== 'added') queue.add(object.namespace);
    };
    disposeOnAbort(store.subscribe(resource, revision, onEvent), signal);
  }
  for (const { name } of items) queue.add(name);
  return queue.ended;
}

async function ensureServiceAccount(namespace: string, kinds: StoredKinds, { store, verbs }: ControllerOptions): Promise<void> {
  const kind = kinds.of('serviceaccounts');
  if (!kind || store.get({ resource: 'serviceaccounts', namespace, name: serviceAccountName })) return;
  const account: MutableObject = {
    kind: 'ServiceAccount',
    apiVersion: 'v1',
    metadata: { name: serviceAccountName, namespace },
  };
  await verbs.create(targetOf(kind, { namespace, name: serviceAccountName }), account, writesAs('service-account-controller'));
}

async function ensureRootCertificates(
  namespace: string,
  kinds: StoredKinds,
  { store, verbs, rootCertificates }: NamespaceDefaultsOptions,
): Promise<void> {
  const kind = kinds.of('configmaps');
  if (!kind) return;
  const data = { 'ca.crt': rootCertificates };
  const context = writesAs('root-ca-cert-publisher');
  const target = targetOf(kind, { namespace, name: rootCertificatesName });
  if (store.get({ resource: 'configmaps', namespace, name: rootCertificatesName })) {
    await verbs.update(target, (live) => (deepEqual(live['data'], data) ? live : { ...live, data }), context);
    return;
  }
  const configMap: MutableObject = {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { name: rootCertificatesName, namespace },
    data,
  };
  await verbs.create(target, configMap, context);
}
