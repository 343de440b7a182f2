import { type Duration, durationMs } from '@capstan/schema';
import { EventHistory, type HistoryLimits } from './event-history.ts';
import { ObjectCollection } from './object-collection.ts';
import { rollBack } from './past-state.ts';
import { CompactedError, StaleWriteError } from './storage-error.ts';
import type { EncodedObject, Journal, ListResult, ObjectKey, Store, StoredObject, StoreEvent } from './store.ts';
import { Subscriptions } from './subscriptions.ts';
import { closedStore, WriteBatch } from './write-batch.ts';

export interface StoreOptions {
  /** Where everything is written through to. Default: nowhere, all is gone with the process. */
  readonly journal?: Journal;
  readonly historyLimit?: {
    /** So many changes of each resource are kept whatever their age. Default: 10,000. */
    readonly events?: number;
    /** Changes younger than this are kept whatever their number. Default: `'5m'`. */
    readonly age?: Duration;
    /** Bytes of superseded states, per resource, beyond which the oldest go in any case. Default: 32 MiB. */
    readonly bytes?: number;
  };
  /** Milliseconds since the epoch, to tell the age of changes. Default: `Date.now`. */
  readonly clock?: () => number;
}

/** A store with all objects in memory, loaded from its journal. */
export function openStore(options: StoreOptions = {}): Store {
  const { events = 10_000, age = '5m', bytes = 32 * 2 ** 20 } = options.historyLimit ?? {};
  return new MemoryStore(options.journal, { events, ageMs: durationMs(age), bytes }, options.clock ?? Date.now);
}

class MemoryStore implements Store {
  readonly notes: readonly string[];
  readonly #journal: Journal | undefined;
  readonly #limits: HistoryLimits;
  readonly #clock: () => number;
  readonly #collections = new Map<string, ObjectCollection>();
  readonly #histories = new Map<string, EventHistory>();
  readonly #subscriptions = new Subscriptions();
  readonly #batch: WriteBatch;
  /** Revisions of refused writes are not given out again, and not shown either. */
  #allocated = 1;
  #newest = 1;
  #floor: number;
  #closed = false;

  constructor(journal: Journal | undefined, limits: HistoryLimits, clock: () => number) {
    this.#journal = journal;
    this.#limits = limits;
    this.#clock = clock;
    this.notes = journal ? this.#load(journal) : [];
    this.#floor = this.#newest;
    this.#batch = new WriteBatch(this.#newest, {
      journal,
      committed: (events) => this.#commit(events),
      refused: (events) => this.#undo(events),
    });
  }

  get revision(): number {
    if (this.#batch.hides(this.#newest)) this.#batch.flush();
    return this.#newest;
  }

  get compacted(): number {
    let oldest = this.#floor;
    for (const history of this.#histories.values()) oldest = Math.max(oldest, history.compacted);
    return oldest;
  }

  get(key: ObjectKey): StoredObject | undefined {
    const objects = this.#collections.get(key.resource);
    const object = objects?.get(key.namespace, key.name);
    const hidden = object ? this.#batch.hides(object.revision) : this.#batch.hidesDeletionOf(key);
    if (!hidden) return object;
    this.#batch.flush();
    return objects?.get(key.namespace, key.name);
  }

  list(resource: string, namespace?: string): ListResult {
    const { revision } = this;
    return { items: this.#collections.get(resource)?.list(namespace) ?? [], revision };
  }

  listAt(resource: string, namespace: string | undefined, revision: number): ListResult | undefined {
    this.#batch.flush();
    const now = this.list(resource, namespace);
    if (revision >= now.revision) return now;
    const history = this.#histories.get(resource);
    if (revision < (history?.compacted ?? this.#floor)) return undefined;
    const events = history?.after(revision) ?? [];
    const relevant = namespace === undefined ? events : events.filter(({ object }) => object.namespace === namespace);
    return { items: rollBack(now.items, relevant), revision };
  }

  count(resource: string): number {
    return this.#collections.get(resource)?.size ?? 0;
  }

  *resources(): Iterable<string> {
    for (const [resource, { size }] of this.#collections) if (size > 0) yield resource;
  }

  write(
    key: ObjectKey,
    current: StoredObject | undefined,
    change: 'put' | 'delete',
    encode: (revision: number) => EncodedObject,
  ): StoredObject {
    if (this.#closed) throw closedStore();
    const objects = this.#collection(key.resource);
    if (objects.get(key.namespace, key.name) !== current || (change === 'delete' && !current)) throw new StaleWriteError(key);
    const revision = this.#allocated + 1;
    const object = storedObject(key, revision, encode(revision));
    this.#allocated = revision;
    this.#newest = revision;
    if (change === 'put') objects.set(object);
    else objects.remove(key.namespace, key.name);
    this.#batch.add(eventOf(change, object, current));
    return object;
  }

  durable(revision: number): Promise<void> {
    return this.#batch.durable(revision);
  }

  subscribe(resource: string, revision: number, listener: (event: StoreEvent) => void): Disposable {
    const history = this.#history(resource);
    if (revision < history.compacted) throw new CompactedError(revision, history.compacted);
    return this.#subscriptions.add(resource, revision, listener, (after) => history.after(after));
  }

  subscribeAll(listener: (event: StoreEvent) => void): Disposable {
    return this.#subscriptions.addToAll(this.revision, listener);
  }

  compact(revision: number = this.revision): void {
    this.#batch.flush();
    this.#floor = Math.max(this.#floor, Math.min(revision, this.#newest));
    for (const history of this.#histories.values()) history.compact(this.#floor);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#batch.flush();
    this.#closed = true;
    this.#subscriptions.clear();
    await this.#journal?.[Symbol.asyncDispose]();
  }

  #load(journal: Journal): readonly string[] {
    const { objects, revision, notes } = journal.load();
    for (const object of objects) this.#collection(object.resource).set(object);
    this.#newest = Math.max(this.#newest, revision);
    this.#allocated = this.#newest;
    return notes;
  }

  #commit(events: readonly StoreEvent[]): void {
    const now = this.#clock();
    for (const event of events) this.#history(event.object.resource).add(event, now);
    this.#subscriptions.deliver(events);
  }

  /** As if the writes had never been made. */
  #undo(events: readonly StoreEvent[]): void {
    for (const { object, previous } of events.toReversed()) {
      if (previous) this.#collection(object.resource).set(previous);
      else this.#collection(object.resource).remove(object.namespace, object.name);
    }
    this.#newest = this.#batch.durableRevision;
  }

  #collection(resource: string): ObjectCollection {
    const known = this.#collections.get(resource);
    if (known) return known;
    const objects = new ObjectCollection();
    this.#collections.set(resource, objects);
    return objects;
  }

  #history(resource: string): EventHistory {
    const known = this.#histories.get(resource);
    if (known) return known;
    const history = new EventHistory(this.#limits, this.#floor);
    this.#histories.set(resource, history);
    return history;
  }
}

/** Written out, so that all stored objects have one shape. */
function storedObject(key: ObjectKey, revision: number, encoded: EncodedObject): StoredObject {
  const { bytes, uid, labels, fields, owners, schemaVersion } = encoded;
  const { resource, namespace, name } = key;
  return { bytes, uid, labels, fields, owners, schemaVersion, resource, namespace, name, revision };
}

function eventOf(change: 'put' | 'delete', object: StoredObject, previous: StoredObject | undefined): StoreEvent {
  if (!previous) return { type: 'added', object };
  return { type: change === 'delete' ? 'deleted' : 'modified', object, previous };
}
