import { forbidden, notFound } from '../errors/status-error.ts';
import type { Store } from '../storage/store.ts';
import type { AdmissionPlugin } from './admission.ts';

const namespaces = { group: '', plural: 'namespaces' };

/** Lets nothing be created in a namespace that does not exist or is being deleted. */
export function namespaceLifecycle(store: Pick<Store, 'get'>): AdmissionPlugin {
  return {
    name: 'NamespaceLifecycle',
    mutate({ operation, target, object }) {
      const { kind, namespace } = target;
      if (operation !== 'CREATE' || kind.scope !== 'Namespaced') return;
      const stored = store.get({ resource: 'namespaces', namespace: '', name: namespace });
      if (!stored) throw notFound(namespaces, namespace);
      if (stored.fields?.['status.phase'] !== 'Terminating') return;
      const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
      throw forbidden(kind, object?.metadata.name ?? '', why, [
        { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' },
      ]);
    },
  };
}
