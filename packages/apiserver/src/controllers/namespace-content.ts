import { StatusError } from '../errors/status-error.ts';
import type { ServedKind } from '../resources/served-kind.ts';
import type { Store, StoredObject } from '../storage/store.ts';
import type { ObjectVerbs, WriteContext } from '../verbs/object-verbs.ts';
import { isBeingDeleted, type StoredKinds, targetOf } from './stored-kinds.ts';

/** What is left of a namespace after everything in it was asked to go. */
export interface Remains {
  /** Held by finalizers, or by a grace period. */
  readonly objects: readonly StoredObject[];
  readonly failures: readonly unknown[];
}

interface Means {
  readonly store: Store;
  readonly verbs: ObjectVerbs;
  readonly kinds: StoredKinds;
  readonly context: WriteContext;
}

/** Deletes everything in a namespace that is not being deleted yet. */
export async function emptyNamespace(name: string, means: Means): Promise<Remains> {
  const failures: unknown[] = [];
  for (const kind of kindsWithin(means)) {
    const { items } = means.store.list(kind.storeResource, name);
    for (let from = 0; from < items.length; from += deletedTogether) {
      const some = items.slice(from, from + deletedTogether).filter((object) => !isBeingDeleted(object));
      failures.push(...(await Promise.all(some.map((object) => deleteOne(object, kind, means)))).flat());
    }
  }
  const objects = kindsWithin(means).flatMap((kind) => means.store.list(kind.storeResource, name).items);
  return { objects, failures };
}

/** So many writes reach the disk at once. */
const deletedTogether = 100;

const kindsWithin = ({ store, kinds }: Means) =>
  [...kinds.all()].filter((kind) => kind.scope === 'Namespaced' && store.count(kind.storeResource) > 0);

/** Answers failures; that it is gone already, or another one now, is none. */
async function deleteOne(object: StoredObject, kind: ServedKind, { verbs, context }: Means): Promise<readonly unknown[]> {
  try {
    const options = { propagationPolicy: 'Background', preconditions: { uid: object.uid } } as const;
    await verbs.delete(targetOf(kind, object), options, context);
    return [];
  } catch (error) {
    const code = error instanceof StatusError ? error.status.code : undefined;
    return code === 404 || code === 409 ? [] : [error];
  }
}
