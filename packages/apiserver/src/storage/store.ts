/** An object as it is kept: encoded once, with what selectors and the garbage collector ask for beside it. */
export interface EncodedObject {
  /** JSON as it is answered, `{"kind":…,"apiVersion":…,` first and `metadata.resourceVersion` inside. */
  readonly bytes: Buffer;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** Values of the kind's selectable fields besides name and namespace. */
  readonly fields: Readonly<Record<string, string>> | undefined;
  /** uids of owner references. */
  readonly owners: readonly string[] | undefined;
  /** Which schema the bytes were pruned and defaulted by; a change of a CRD makes old bytes be decoded again. */
  readonly schemaVersion: number;
}

export interface StoredObject extends EncodedObject {
  /** `configmaps`, `deployments.apps`: shared by all versions of a kind. */
  readonly resource: string;
  /** `''` at cluster scope. */
  readonly namespace: string;
  readonly name: string;
  /** The one counter of the whole store; `metadata.resourceVersion`. */
  readonly revision: number;
}

export interface ObjectKey {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** A change, the same value for all watchers. A deletion's `object` is the last state with the deletion's revision. */
export interface StoreEvent {
  readonly type: 'added' | 'modified' | 'deleted';
  readonly object: StoredObject;
  /** The state before; absent for `added`. */
  readonly previous?: StoredObject;
}

export interface ListResult {
  /** In order of namespace, then name, bytewise. */
  readonly items: readonly StoredObject[];
  /** The revision this is the state of. */
  readonly revision: number;
}

/**
 * All objects, in memory, written through to a journal. Reading and writing are synchronous: a check and the write that
 * follows it can't be torn apart. `durable` resolves when a revision is on disk; nothing is answered before.
 * **Guarantees**: what a read shows survives a crash; writes that wait for the disk are brought there first.
 */
export interface Store extends AsyncDisposable {
  /** Newest revision. */
  readonly revision: number;
  /** Oldest revision from which `subscribe` and `listAt` work for every resource; for one resource it can reach further back. */
  readonly compacted: number;
  /** What the journal had to repair, for people. */
  readonly notes: readonly string[];
  get(key: ObjectKey): StoredObject | undefined;
  /** The newest state. `namespace` undefined: all namespaces. The items are a snapshot: later writes don't change them. */
  list(resource: string, namespace?: string): ListResult;
  /** The state at a revision; `undefined` when history does not reach back that far. A revision to come: the newest state. */
  listAt(resource: string, namespace: string | undefined, revision: number): ListResult | undefined;
  /** Number of objects, by resource. */
  count(resource: string): number;
  /** Resources that have objects. */
  resources(): Iterable<string>;
  /**
   * Creates (`current` undefined), replaces or deletes (`encode` answers the last state). Throws `StaleWriteError` when
   * `current` is no longer the stored object. `encode` is called once, with the revision to write into the object.
   */
  write(
    key: ObjectKey,
    current: StoredObject | undefined,
    change: 'put' | 'delete',
    encode: (revision: number) => EncodedObject,
  ): StoredObject;
  /** Resolves when everything up to this revision survives a crash; rejects with a `StorageError` when it was refused. */
  durable(revision: number): Promise<void>;
  /**
   * Calls `listener` with the changes after `revision`, in order: first, before this returns, those of the past, then each
   * synchronously after it became durable. Throws `CompactedError` when history does not reach back that far.
   * A listener may write, subscribe and dispose of any subscription, and must not throw.
   */
  subscribe(resource: string, revision: number, listener: (event: StoreEvent) => void): Disposable;
  /** Calls `listener` with every change of every resource from now on, in order, after the resource's own subscribers. */
  subscribeAll(listener: (event: StoreEvent) => void): Disposable;
  /** Forgets the history up to `revision`. Default: the newest. */
  compact(revision?: number): void;
}

/** What a store writes through to. Called in revision order. */
export interface Journal extends AsyncDisposable {
  /** Everything kept, in any order, and the revision to go on from. `notes` are for people: what was damaged and repaired. */
  load(): { readonly objects: Iterable<StoredObject>; readonly revision: number; readonly notes: readonly string[] };
  /** Makes a batch durable, wholly or not at all. Throws a `StorageError` when it can't; a later batch may succeed again. */
  append(batch: readonly StoreEvent[]): void;
}
