import type { KindRegistry, MutableMetadata } from '../resources/served-kind.ts';
import type { Store, StoredObject } from '../storage/store.ts';
import type { OwnerIndex } from './owner-index.ts';
import { isBeingDeleted, metadataOf } from './stored-kinds.ts';

export type OwnerReference = NonNullable<MutableMetadata['ownerReferences']>[number];

/** What became of an owner, as its dependent names it. */
export type OwnerState =
  /** It is there: the dependent stays. */
  | 'solid'
  /** There is no such object in the dependent's namespace. */
  | 'absent'
  /** It is being deleted and waits for its dependents to go first. */
  | 'waiting'
  /** Its kind is not served, so that nobody can say. */
  | 'unknown'
  /** A cluster-scoped object names a namespaced owner, of which there can be none. */
  | 'impossible';

export interface OwnerLookup {
  readonly store: Store;
  readonly registry: KindRegistry;
  readonly index: OwnerIndex;
}

export function ownerState(
  reference: OwnerReference,
  dependent: StoredObject,
  { store, registry, index }: OwnerLookup,
): OwnerState {
  const [group, kindName] = [groupOf(reference.apiVersion), reference.kind];
  const kind = registry.findKind(group, kindName);
  if (!kind) return index.isGone(reference.uid) ? 'absent' : 'unknown';
  const namespaced = kind.scope === 'Namespaced';
  if (namespaced && dependent.namespace === '') return 'impossible';
  const namespace = namespaced ? dependent.namespace : '';
  const owner = store.get({ resource: kind.storeResource, namespace, name: reference.name });
  if (owner?.uid !== reference.uid) return 'absent';
  return isWaitingForDependents(owner) ? 'waiting' : 'solid';
}

export const isWaitingForDependents = (object: StoredObject): boolean =>
  isBeingDeleted(object) && (metadataOf(object).finalizers ?? []).includes('foregroundDeletion');

/** Whether the owner's deletion has to wait for this dependent's. */
export const blocks = (dependent: StoredObject, ownerUid: string): boolean =>
  (metadataOf(dependent).ownerReferences ?? []).some(
    ({ uid, blockOwnerDeletion }) => uid === ownerUid && blockOwnerDeletion === true,
  );

const groupOf = (apiVersion: string) => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');
