import { deepEqual } from '@capstan/schema';
import { type ControllerOptions, disposeOnAbort, writesAs } from '../controllers/controller-options.ts';
import { KeyedWork } from '../controllers/keyed-work.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import type { StoreEvent } from '../storage/store.ts';
import type { Target } from '../verbs/object-verbs.ts';
import { timestamp } from '../verbs/write-environment.ts';
import { cleanupFinalizer, type Definition, decodeDefinition, definitionsResource } from './definition.ts';
import { withCondition } from './definition-conditions.ts';
import { definitionStatus } from './definition-status.ts';
import { deleteInstances } from './instance-deletion.ts';

interface CustomResourceControllerOptions extends ControllerOptions {
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const context = writesAs('customresourcedefinition-controller');

/**
 * Brings definitions into force: accepts their names, marks them established, and when one is deleted, removes its
 * custom resources before it goes. Resolves when the signal has ended it.
 */
export function startCustomResourceController(options: CustomResourceControllerOptions): Promise<void> {
  const { store, verbs, registry, report, signal, clock } = options;
  const waitingFor = new Map<string, Disposable>();

  const stopWaiting = (name: string) => {
    waitingFor.get(name)?.[Symbol.dispose]();
    waitingFor.delete(name);
  };

  const definitionsOf = function* () {
    for (const stored of store.list(definitionsResource).items) yield decodeDefinition(stored);
  };

  const work = async (name: string): Promise<void> => {
    const stored = store.get({ resource: definitionsResource, namespace: '', name });
    if (!stored) return stopWaiting(name);
    const definition = decodeDefinition(stored);
    if (definition.metadata.deletionTimestamp) return terminate(definition);
    await writeStatus(name, (live) => definitionStatus(live, definitionsOf(), timestamp(clock())));
  };

  const writeStatus = async (name: string, change: (live: Definition) => Definition) => {
    await verbs.update(definitionTarget(name, 'status'), (live) => asObject(change(asDefinition(live))), context);
  };

  const terminate = async (definition: Definition): Promise<void> => {
    const { name, finalizers = [] } = definition.metadata;
    if (!finalizers.includes(cleanupFinalizer)) return stopWaiting(name);
    const set = (reason: string, message: string, status: 'True' | 'False' = 'True') =>
      writeStatus(name, (live) =>
        withCondition(live, { type: 'Terminating', status, reason, message, time: timestamp(clock()) }),
      );
    await set('InstanceDeletionInProgress', 'CustomResource deletion is in progress');
    const left = await deleteInstances(definition, { store, verbs, context });
    if (left.failures.length > 0) {
      await set('InstanceDeletionFailed', `could not issue all deletes: ${left.failures.length}`);
      throw new AggregateError(left.failures, `custom resources of ${name} could not be deleted`);
    }
    if (left.remaining > 0) {
      // Woken when the last of them goes.
      if (!waitingFor.has(name)) {
        const wake = ({ type }: StoreEvent) => type === 'deleted' && store.count(left.resource) === 0 && queue.add(name);
        waitingFor.set(name, store.subscribe(left.resource, store.revision, wake));
      }
      if (store.count(left.resource) > 0) return;
    }
    stopWaiting(name);
    await set('InstanceDeletionCompleted', 'removed all instances', 'False');
    await verbs.update(definitionTarget(name, ''), withoutFinalizer, context);
  };

  const definitionTarget = (name: string, subresource: string): Target => {
    const found = registry.find('apiextensions.k8s.io', 'v1', 'customresourcedefinitions');
    if (!found) throw new Error('CustomResourceDefinition is not a built-in kind');
    return { ...found, namespace: '', name, subresource };
  };

  const queue = new KeyedWork({ work, report, signal });
  const onEvent = ({ type, object, previous }: StoreEvent) => {
    queue.add(object.name);
    const { group } = decodeDefinition(object).spec;
    const isNews = type === 'deleted' || !previous || !deepEqual(acceptedNamesOf(object), acceptedNamesOf(previous));
    // Names that were given up may be taken by others of the group.
    if (isNews) for (const other of definitionsOf()) if (other.spec.group === group) queue.add(other.metadata.name);
  };
  const { items, revision } = store.list(definitionsResource);
  disposeOnAbort(store.subscribe(definitionsResource, revision, onEvent), signal);
  signal.addEventListener('abort', () => [...waitingFor.keys()].forEach(stopWaiting), { once: true });
  for (const { name } of items) queue.add(name);
  return queue.ended;
}

const acceptedNamesOf = (stored: { readonly bytes: Buffer }) => decodeDefinition(stored).status?.acceptedNames;
const asDefinition = (object: MutableObject) => object as unknown as Definition; // stored definitions are validated
const asObject = (definition: Definition) => definition as unknown as MutableObject; // a fresh copy, the verb's to keep

function withoutFinalizer(live: MutableObject): MutableObject {
  const finalizers = (live.metadata.finalizers ?? []).filter((name) => name !== cleanupFinalizer);
  return { ...live, metadata: { ...live.metadata, finalizers } };
}
