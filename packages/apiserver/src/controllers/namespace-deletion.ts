import type { StoreEvent } from '../storage/store.ts';
import { type ControllerOptions, disposeOnAbort, writesAs } from './controller-options.ts';
import { KeyedWork } from './keyed-work.ts';
import { reportRemains } from './namespace-conditions.ts';
import { emptyNamespace } from './namespace-content.ts';
import { isBeingDeleted, StoredKinds, targetOf } from './stored-kinds.ts';

const finalizer = 'kubernetes';

/** Empties namespaces that are being deleted, and lets them go once nothing is left in them. */
export function startNamespaceDeletion({ store, verbs, registry, clock, report, signal }: ControllerOptions): Promise<void> {
  const kinds = new StoredKinds(registry);
  const context = writesAs('namespace-controller');
  /** Those to be looked at again when something in them changes. */
  const terminating = new Set<string>();

  const work = async (name: string) => {
    const namespace = store.get({ resource: 'namespaces', namespace: '', name });
    const kind = kinds.of('namespaces');
    if (!namespace || !kind || !isBeingDeleted(namespace)) return;
    const remains = await emptyNamespace(name, { store, verbs, kinds, context });
    if (remains.objects.length > 0 || remains.failures.length > 0) {
      await reportRemains(remains, targetOf(kind, { namespace: '', name }, 'status'), { verbs, context, clock });
      if (remains.failures.length > 0) throw new AggregateError(remains.failures, `namespace ${name} could not be emptied`);
      return;
    }
    const finalize = targetOf(kind, { namespace: '', name }, 'finalize');
    await verbs.update(
      finalize,
      (live) => {
        const spec = live['spec'] as { finalizers?: readonly string[] } | undefined; // a Namespace's, validated
        return { ...live, spec: { ...spec, finalizers: (spec?.finalizers ?? []).filter((other) => other !== finalizer) } };
      },
      context,
    );
  };
  const queue = new KeyedWork({ work, report, signal });

  const onEvent = ({ type, object }: StoreEvent) => {
    if (object.resource === 'namespaces') {
      if (type === 'deleted') {
        terminating.delete(object.name);
      } else if (isBeingDeleted(object)) {
        terminating.add(object.name);
        queue.add(object.name);
      }
    } else if (terminating.has(object.namespace)) {
      queue.add(object.namespace);
    }
  };
  disposeOnAbort(store.subscribeAll(onEvent), signal);
  for (const object of store.list('namespaces').items) onEvent({ type: 'added', object });
  return queue.ended;
}
