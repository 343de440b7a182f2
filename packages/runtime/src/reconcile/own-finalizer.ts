import { type Client, isApiError, type Patch } from '@capstan/client';
import type { KubeObject } from '@capstan/schema';
import type { Informer } from '../cache/informer.ts';
import { refOfKey } from '../cache/object-key.ts';
import { addFinalizer, removeFinalizer } from './finalizer-patch.ts';
import type { OwnWrites } from './own-writes.ts';

export interface OwnFinalizerParts {
  readonly client: Client;
  /** The cache of the objects that carry the finalizer. */
  readonly own: Informer;
  readonly ownWrites: OwnWrites;
}

/** The finalizer of a controller, on the objects that it is for. */
export class OwnFinalizer {
  readonly #name: string;
  readonly #parts: OwnFinalizerParts;

  constructor(name: string, parts: OwnFinalizerParts) {
    this.#name = name;
    this.#parts = parts;
  }

  /** Puts it on, and answers the object as it is then. */
  add(key: string, object: KubeObject, signal: AbortSignal): Promise<KubeObject> {
    return this.#patch(key, object, addFinalizer(object, this.#name), signal);
  }

  /** Takes it off; the object may be gone with it. */
  async remove(key: string, object: KubeObject, signal: AbortSignal): Promise<void> {
    const current = this.#parts.own.get(refOfKey(key)) ?? object;
    if (current.metadata.uid !== object.metadata.uid || !current.metadata.finalizers?.includes(this.#name)) return;
    try {
      await this.#patch(key, current, removeFinalizer(current, this.#name), signal);
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
    }
  }

  async #patch(key: string, object: KubeObject, patch: Patch, signal: AbortSignal): Promise<KubeObject> {
    const { client, own, ownWrites } = this.#parts;
    const { name, namespace } = object.metadata;
    const patched: KubeObject = await client.patch(own.resource, { name, namespace }, patch, { signal });
    ownWrites.wrote(key, own, patched);
    return patched;
  }
}
