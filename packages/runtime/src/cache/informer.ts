import type { Client, WatchEvent } from '@capstan/client';
import type { KubeObject, ObjectRef, ResourceType } from '@capstan/schema';
import { type Clock, systemClock } from '../clock.ts';
import type { Logger } from '../controller.ts';
import { errorFields } from '../error-fields.ts';
import { pause } from '../pause.ts';
import { BackOff } from '../queue/back-off.ts';
import { deepFreeze } from './deep-freeze.ts';
import { keyOfObject } from './object-key.ts';
import { type IndexFunctions, ObjectStore } from './object-store.ts';

/** A change of the cache. `initial` while the first set is being read. */
export type CacheChange =
  | { readonly type: 'put'; readonly object: KubeObject; readonly previous?: KubeObject; readonly initial: boolean }
  | { readonly type: 'deleted'; readonly object: KubeObject };

export interface InformerOptions {
  readonly client: Client;
  readonly resource: ResourceType;
  readonly metadataOnly: boolean;
  readonly labels?: string | Readonly<Record<string, string>>;
  readonly indexes?: IndexFunctions;
  /** What is stored of an object. Default: all but managedFields, which no reconciler reads and which are often half of it. */
  readonly keep?: ((object: KubeObject) => KubeObject) | undefined;
  readonly logger: Logger;
  readonly freezeObjects: boolean;
  readonly clock?: Clock;
}

/** A cache of one kind, kept current by a watch and shared by all who read it. */
export class Informer {
  readonly resource: ResourceType;
  readonly #options: InformerOptions;
  readonly #store: ObjectStore;
  readonly #listeners = new Set<(change: CacheChange) => void>();
  readonly #synced = Promise.withResolvers<void>();
  #isSynced = false;
  /** Keys listed since the set was restarted; what is missing at the end is gone. */
  #listed: Set<string> | undefined;

  constructor(options: InformerOptions) {
    this.#options = options;
    this.resource = options.resource;
    this.#store = new ObjectStore(options.indexes);
  }

  /** Resolves when the first set is complete. */
  get synced(): Promise<void> {
    return this.#synced.promise;
  }

  get isSynced(): boolean {
    return this.#isSynced;
  }

  get size(): number {
    return this.#store.size;
  }

  get(ref: ObjectRef): KubeObject | undefined {
    return this.#store.get(ref);
  }

  list(namespace?: string): readonly KubeObject[] {
    return this.#store.list(namespace);
  }

  byIndex(index: string, key: string): readonly KubeObject[] {
    return this.#store.byIndex(index, key);
  }

  /** `index key` for each key under which the indexes find an object. */
  indexIds(object: KubeObject): readonly string[] {
    const { indexes = {} } = this.#options;
    return Object.entries(indexes).flatMap(([index, keys]) => keys(object).map((key) => `${index} ${key}`));
  }

  subscribe(listener: (change: CacheChange) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  /** Follows the kind until the signal; whatever the server answers, it tries again. */
  async run(signal: AbortSignal): Promise<void> {
    const { resource, logger, clock = systemClock } = this.#options;
    const backOff = new BackOff({ baseMs: 200, maxMs: 30_000 });
    while (!signal.aborted) {
      try {
        for await (const event of this.#watch(signal)) {
          if (event.type === 'synced') backOff.forget('watch');
          this.#receive(event);
        }
      } catch (error) {
        if (signal.aborted) return;
        logger.warn({ kind: resource.kind, ...errorFields(error) }, 'cannot watch; trying again');
        await pause(backOff.next('watch'), clock, signal);
      }
    }
  }

  #watch(signal: AbortSignal): AsyncIterable<WatchEvent<KubeObject>> {
    const { client, resource, metadataOnly, labels, logger } = this.#options;
    const options = {
      signal,
      ...(labels !== undefined && { labels }),
      onInterruption: (error: unknown) => logger.debug({ kind: resource.kind, error: String(error) }, 'watch was interrupted'),
    };
    return metadataOnly ? client.watchMetadata(resource, options) : client.watch(resource, options);
  }

  #receive(event: WatchEvent<KubeObject>): void {
    switch (event.type) {
      case 'restarted':
        this.#listed = new Set();
        return;
      case 'listed':
        this.#listed?.add(keyOfObject(event.object));
        this.#put(event.object);
        return;
      case 'applied':
        this.#put(event.object);
        return;
      case 'deleted':
        this.#delete(keyOfObject(event.object), event.object);
        return;
      case 'synced':
        this.#finishList();
        return;
      default: {
        const unreachable: never = event;
        throw new Error(`unknown event ${String(unreachable)}`);
      }
    }
  }

  #finishList(): void {
    if (this.#listed) for (const key of [...this.#store.keys()]) if (!this.#listed.has(key)) this.#delete(key);
    this.#listed = undefined;
    this.#isSynced = true;
    this.#synced.resolve();
  }

  #put(received: KubeObject): void {
    const object = this.#lean(received);
    const previous = this.#store.put(object);
    if (previous?.metadata.resourceVersion === object.metadata.resourceVersion) return;
    this.#tell({ type: 'put', object, initial: !this.#isSynced, ...(previous && { previous }) });
  }

  #delete(key: string, last?: KubeObject): void {
    const known = this.#store.delete(key);
    const object = last ?? known;
    if (known && object) this.#tell({ type: 'deleted', object });
  }

  #tell(change: CacheChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #lean(object: KubeObject): KubeObject {
    const { keep = withoutManagedFields, freezeObjects } = this.#options;
    const lean = keep(object);
    return freezeObjects ? deepFreeze(lean) : lean;
  }
}

function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _owned, ...metadata } = object.metadata;
  return { ...object, metadata };
}
