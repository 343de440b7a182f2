import type { KubeObject } from '@capstan/schema';
import { keyOfObject } from '../cache/object-key.ts';

/** How an object is deleted, where it is not in the background. */
export type Deletion = 'Orphan' | 'Foreground';

/** What is remembered of objects that end: how they were deleted, and which are gone without their controller knowing. */
export class ObjectEnds {
  readonly #onGone: ((object: KubeObject) => void) | undefined;
  /** By uid: the finalizers that say so don't stay. */
  readonly #deletions = new Map<string, Deletion>();
  /** Objects that are gone, by key, until no reconcile of theirs runs. */
  readonly #gone = new Map<string, readonly KubeObject[]>();

  constructor(onGone: ((object: KubeObject) => void) | undefined) {
    this.#onGone = onGone;
  }

  /** Notes how an object is being deleted, if it is. */
  remember({ metadata }: KubeObject): void {
    if (!metadata.deletionTimestamp) return;
    if (metadata.finalizers?.includes('orphan')) this.#deletions.set(metadata.uid, 'Orphan');
    else if (metadata.finalizers?.includes('foregroundDeletion')) this.#deletions.set(metadata.uid, 'Foreground');
  }

  deletionOf({ metadata }: KubeObject): Deletion | undefined {
    return this.#deletions.get(metadata.uid);
  }

  /** Drops what is known of an object that is gone; its controller is told by `tell`. */
  forget(object: KubeObject): void {
    this.#deletions.delete(object.metadata.uid);
    if (!this.#onGone) return;
    const key = keyOfObject(object);
    this.#gone.set(key, [...(this.#gone.get(key) ?? []), object]);
  }

  /** Tells the controller of objects of this key that are gone: at a time when no reconcile of theirs runs. */
  tell(key: string): void {
    for (const object of this.#gone.get(key) ?? []) this.#onGone?.(object);
    this.#gone.delete(key);
  }
}
