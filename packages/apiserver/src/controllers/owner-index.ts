import type { StoredObject, StoreEvent } from '../storage/store.ts';
import { idOf, isBeingDeleted, metadataOf } from './stored-kinds.ts';

const nobody: ReadonlySet<string> = new Set();

/** Who depends on whom, by uid: what the garbage collector has to look at when something changes. */
export class OwnerIndex {
  readonly #dependents = new Map<string, Set<string>>();
  /** Owners that wait for their dependents, to be deleted or orphaned, before they go. */
  readonly #waiting = new Map<string, string>();
  /** Owners that are known to be gone while they have dependents. */
  readonly #gone = new Set<string>();

  /** Ids of the objects that name this owner, there or not. */
  dependentsOf(uid: string): ReadonlySet<string> {
    return this.#dependents.get(uid) ?? nobody;
  }

  isGone(uid: string): boolean {
    return this.#gone.has(uid);
  }

  /** Takes a change in, and calls `affected` with the id of each object to be looked at because of it. */
  apply({ type, object, previous }: StoreEvent, affected: (id: string) => void): void {
    const owners = type === 'deleted' ? undefined : object.owners;
    const ownersChanged = this.#link(idOf(object), previous?.owners, owners);
    if (type === 'deleted') this.#remove(object, affected);
    else if (isWaiting(object)) this.#wait(object, affected);
    else this.#waiting.delete(object.uid);
    if (ownersChanged && owners) affected(idOf(object));
    for (const uid of new Set([...(previous?.owners ?? []), ...(owners ?? [])])) {
      const waiting = this.#waiting.get(uid);
      if (waiting !== undefined) affected(waiting);
    }
  }

  #remove(object: StoredObject, affected: (id: string) => void): void {
    this.#waiting.delete(object.uid);
    const dependents = this.dependentsOf(object.uid);
    if (dependents.size > 0) this.#gone.add(object.uid);
    for (const dependent of dependents) affected(dependent);
  }

  #wait(object: StoredObject, affected: (id: string) => void): void {
    const isNew = !this.#waiting.has(object.uid);
    this.#waiting.set(object.uid, idOf(object));
    affected(idOf(object));
    if (isNew) for (const dependent of this.dependentsOf(object.uid)) affected(dependent);
  }

  /** Whether the owners are others than before. */
  #link(id: string, before: readonly string[] = [], after: readonly string[] = []): boolean {
    if (before.length === after.length && before.every((uid, index) => uid === after[index])) return false;
    for (const uid of before) this.#unlink(id, uid);
    for (const uid of after) {
      const dependents = this.#dependents.get(uid);
      if (dependents) dependents.add(id);
      else this.#dependents.set(uid, new Set([id]));
    }
    return true;
  }

  #unlink(id: string, uid: string): void {
    const dependents = this.#dependents.get(uid);
    dependents?.delete(id);
    if (dependents?.size !== 0) return;
    this.#dependents.delete(uid);
    this.#gone.delete(uid);
  }
}

function isWaiting(object: StoredObject): boolean {
  if (!isBeingDeleted(object)) return false;
  const { finalizers = [] } = metadataOf(object);
  return finalizers.includes('foregroundDeletion') || finalizers.includes('orphan');
}
