import { definitionsResource } from '../custom-resources/definition.ts';
import type { StoreEvent } from '../storage/store.ts';
import { collectObject } from './collect-object.ts';
import { type ControllerOptions, disposeOnAbort, writesAs } from './controller-options.ts';
import { KeyedWork } from './keyed-work.ts';
import { OwnerIndex } from './owner-index.ts';
import { idOf, keyOfId, StoredKinds } from './stored-kinds.ts';

/**
 * Deletes what lost its owners, lets owners go whose dependents are gone, and cuts the ties of those that are left behind.
 * It hears of every change of every resource, so that kinds defined a moment ago are collected like all others.
 */
export function startGarbageCollector({ store, verbs, registry, report, signal }: ControllerOptions): Promise<void> {
  const index = new OwnerIndex();
  const kinds = new StoredKinds(registry);
  const context = writesAs('generic-garbage-collector');
  /** Objects being looked at, and those with owners of kinds that are not served. */
  const undecided = new Set<string>();
  const queue = new KeyedWork({
    report,
    signal,
    work: async (id) => {
      // From the start, so that a kind that comes to be served meanwhile has the object looked at once more.
      undecided.add(id);
      const result = await collectObject(keyOfId(id), { store, verbs, registry, kinds, index, context });
      if (result === 'decided') undecided.delete(id);
    },
  });
  const affected = (id: string) => queue.add(id);

  const onEvent = (event: StoreEvent) => {
    index.apply(event, affected);
    if (event.type === 'deleted') undecided.delete(idOf(event.object));
    if (event.object.resource === definitionsResource) for (const id of undecided) queue.add(id);
  };
  disposeOnAbort(store.subscribeAll(onEvent), signal);
  for (const resource of store.resources()) {
    for (const object of store.list(resource).items) index.apply({ type: 'added', object }, affected);
  }
  return queue.ended;
}
