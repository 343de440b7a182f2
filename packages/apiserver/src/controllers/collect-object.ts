import type { MutableObject } from '../resources/served-kind.ts';
import type { ObjectKey, StoredObject } from '../storage/store.ts';
import type { DeletionOptions, ObjectVerbs, Target, WriteContext } from '../verbs/object-verbs.ts';
import { blocks, isWaitingForDependents, type OwnerLookup, type OwnerReference, ownerState } from './owner-references.ts';
import { isBeingDeleted, keyOfId, metadataOf, type StoredKinds, targetOf } from './stored-kinds.ts';

export interface Collection extends OwnerLookup {
  readonly verbs: ObjectVerbs;
  readonly kinds: StoredKinds;
  readonly context: WriteContext;
}

/** Does with one object what its owners, or its dependents, call for. */
export async function collectObject(key: ObjectKey, collection: Collection): Promise<'decided' | 'undecided'> {
  const object = collection.store.get(key);
  const kind = collection.kinds.of(key.resource);
  if (!object || !kind) return 'decided';
  const target = targetOf(kind, key);
  if (isBeingDeleted(object)) {
    const { finalizers = [] } = metadataOf(object);
    if (finalizers.includes('foregroundDeletion')) await finishForeground(object, target, collection);
    else if (finalizers.includes('orphan')) await orphanDependents(object, target, collection);
    return 'decided';
  }
  return collectDependent(object, target, collection);
}

/** Lets a deleted owner go as soon as no dependent blocks it. Each dependent is in the queue by itself. */
async function finishForeground(owner: StoredObject, target: Target, collection: Collection): Promise<void> {
  const { index, store } = collection;
  for (const id of index.dependentsOf(owner.uid)) {
    const dependent = store.get(keyOfId(id));
    if (dependent && blocks(dependent, owner.uid)) return;
  }
  await removeFinalizer('foregroundDeletion', owner, target, collection);
}

async function orphanDependents(owner: StoredObject, target: Target, collection: Collection): Promise<void> {
  for (const id of [...collection.index.dependentsOf(owner.uid)]) {
    const dependent = collection.store.get(keyOfId(id));
    const kind = collection.kinds.of(keyOfId(id).resource);
    if (dependent && kind) await dropOwners(new Set([owner.uid]), dependent, targetOf(kind, dependent), collection);
  }
  await removeFinalizer('orphan', owner, target, collection);
}

async function collectDependent(object: StoredObject, target: Target, collection: Collection): Promise<'decided' | 'undecided'> {
  const { ownerReferences = [] } = metadataOf(object);
  if (ownerReferences.length === 0) return 'decided';
  const owners = ownerReferences.map((reference) => ({ reference, state: ownerState(reference, object, collection) }));
  const has = (wanted: (typeof owners)[number]['state']) => owners.some(({ state }) => state === wanted);
  if (has('impossible')) return 'decided';
  if (has('unknown')) return 'undecided';
  const lost = owners.filter(({ state }) => state !== 'solid').map(({ reference }) => reference.uid);
  if (has('solid')) {
    if (lost.length > 0) await dropOwners(new Set(lost), object, target, collection);
  } else if (has('waiting') && collection.index.dependentsOf(object.uid).size > 0) {
    await deleteInForeground(object, target, collection);
  } else {
    await deleteObject(object, target, ownPolicy(object), collection);
  }
  return 'decided';
}

/**
 * The dependents of a dependent go before it, as they go before its owner. One that is itself an owner up the line would
 * wait for itself: then this object no longer blocks its owners.
 */
async function deleteInForeground(object: StoredObject, target: Target, collection: Collection): Promise<void> {
  const { index, store, verbs, context } = collection;
  const inCycle = [...index.dependentsOf(object.uid)].some((id) => {
    const dependent = store.get(keyOfId(id));
    return dependent !== undefined && isWaitingForDependents(dependent);
  });
  const unblock = (reference: OwnerReference) => ({ ...reference, blockOwnerDeletion: false });
  const current = inCycle
    ? await verbs.update(target, (live) => changeOwners(live, object.uid, (owners) => owners.map(unblock)), context)
    : object;
  await deleteObject(current, target, 'Foreground', collection);
}

/** A finalizer of the collector that the object carries says what is to be done with its own dependents. */
function ownPolicy(object: StoredObject): NonNullable<DeletionOptions['propagationPolicy']> {
  const { finalizers = [] } = metadataOf(object);
  if (finalizers.includes('orphan')) return 'Orphan';
  return finalizers.includes('foregroundDeletion') ? 'Foreground' : 'Background';
}

async function deleteObject(
  { uid, revision }: StoredObject,
  target: Target,
  propagationPolicy: NonNullable<DeletionOptions['propagationPolicy']>,
  { verbs, context }: Collection,
): Promise<void> {
  // Another revision may have other owners.
  const preconditions = { uid, resourceVersion: String(revision) };
  await verbs.delete(target, { propagationPolicy, preconditions }, context);
}

async function dropOwners(
  uids: ReadonlySet<string>,
  { uid }: StoredObject,
  target: Target,
  { verbs, context }: Collection,
): Promise<void> {
  const keep = (owners: readonly OwnerReference[]) => owners.filter((owner) => !uids.has(owner.uid));
  await verbs.update(target, (live) => changeOwners(live, uid, keep), context);
}

function changeOwners(
  live: MutableObject,
  uid: string,
  change: (owners: readonly OwnerReference[]) => OwnerReference[],
): MutableObject {
  if (live.metadata.uid !== uid) return live;
  const owners = change(live.metadata.ownerReferences ?? []);
  if (owners.length > 0) live.metadata.ownerReferences = owners;
  else delete live.metadata.ownerReferences;
  return live;
}

async function removeFinalizer(
  finalizer: string,
  { uid }: StoredObject,
  target: Target,
  { verbs, context }: Collection,
): Promise<void> {
  await verbs.update(
    target,
    (live) => {
      if (live.metadata.uid !== uid) return live;
      live.metadata.finalizers = (live.metadata.finalizers ?? []).filter((name) => name !== finalizer);
      return live;
    },
    context,
  );
}
