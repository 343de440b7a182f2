import { type KubeObject, type LabelSelector, matchesLabels, type ObjectRef, type ResourceType } from '@capstan/schema';
import { keyOf, keyOfObject, resourceId } from '../cache/object-key.ts';

interface TrackedList {
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly selector: LabelSelector;
}

/** What one reconcile read. */
export class ReadSet {
  readonly objects = new Set<string>();
  readonly lists: TrackedList[] = [];

  object(resource: ResourceType, ref: ObjectRef): void {
    this.objects.add(`${resourceId(resource)} ${keyOf(ref)}`);
  }

  index(resource: ResourceType, index: string, key: string): void {
    this.objects.add(indexId(resource, `${index} ${key}`));
  }

  list(resource: ResourceType, namespace: string | undefined, selector: LabelSelector): void {
    this.lists.push({ resource: resourceId(resource), namespace, selector });
  }
}

/** Which keys read what in their last reconcile or in the one that runs, so that they are woken when it changes. */
export class TrackedReads {
  /** What reconciles that run have read so far: a change of it before they end comes too late for them. */
  readonly #underWay = new Map<string, ReadSet>();
  readonly #sets = new Map<string, Pick<ReadSet, 'objects' | 'lists'>>();
  /** Of thousands of objects most have one reader, for which a set would be large. */
  readonly #readers = new Map<string, string | Set<string>>();

  /** Heeds from now on what a reconcile reads as it reads it. Ends with `replace`. */
  begin(key: string, reads: ReadSet): void {
    this.#underWay.set(key, reads);
  }

  /** Replaces what a key is known to read. */
  replace(key: string, reads: ReadSet): void {
    this.#underWay.delete(key);
    if (reads.objects.size === 0 && reads.lists.length === 0) {
      this.forget(key);
      return;
    }
    const before = this.#sets.get(key);
    // Equal names of what was read are held once.
    this.#sets.set(key, before && sameNames(before, reads) ? { objects: before.objects, lists: reads.lists } : reads);
    // Most reconciles read what the last one did, thousands of objects perhaps: only differences are recorded.
    if (before) this.#withdraw(key, before, reads);
    for (const id of reads.objects) if (!before?.objects.has(id)) this.#add(id, key);
    for (const { resource } of reads.lists) this.#add(`list ${resource}`, key);
  }

  forget(key: string): void {
    const reads = this.#sets.get(key);
    if (!reads) return;
    this.#sets.delete(key);
    this.#withdraw(key, reads);
  }

  /**
   * Keys that a change of this object concerns. `previous` matters too: it may have left a selector. `indexIds` say where
   * indexes find or found the object.
   */
  concerned(
    resource: ResourceType,
    object: KubeObject,
    previous?: KubeObject,
    indexIds: readonly string[] = [],
  ): Iterable<string> {
    const kind = resourceId(resource);
    const ids = [`${kind} ${keyOfObject(object)}`, ...indexIds.map((indexed) => indexId(resource, indexed))];
    const isListed = (list: TrackedList) =>
      list.resource === kind && (isIn(list, object) || (previous !== undefined && isIn(list, previous)));
    const keys = new Set(ids.flatMap((id) => [...this.#readersOf(id)]));
    for (const key of this.#readersOf(`list ${kind}`)) if (this.#sets.get(key)?.lists.some(isListed)) keys.add(key);
    for (const [key, { objects, lists }] of this.#underWay)
      if (ids.some((id) => objects.has(id)) || lists.some(isListed)) keys.add(key);
    return keys;
  }

  #withdraw(key: string, reads: Pick<ReadSet, 'objects' | 'lists'>, kept?: ReadSet): void {
    for (const id of reads.objects) if (!kept?.objects.has(id)) this.#remove(id, key);
    for (const { resource } of reads.lists) this.#remove(`list ${resource}`, key);
  }

  #add(id: string, key: string): void {
    const readers = this.#readers.get(id);
    if (readers === undefined || readers === key) this.#readers.set(id, key);
    else if (typeof readers === 'string') this.#readers.set(id, new Set([readers, key]));
    else readers.add(key);
  }

  #remove(id: string, key: string): void {
    const readers = this.#readers.get(id);
    if (readers === key) this.#readers.delete(id);
    if (readers === undefined || typeof readers === 'string') return;
    readers.delete(key);
    if (readers.size === 0) this.#readers.delete(id);
  }

  #readersOf(id: string): Iterable<string> {
    const readers = this.#readers.get(id) ?? [];
    return typeof readers === 'string' ? [readers] : readers;
  }
}

const indexId = (resource: ResourceType, indexed: string) => `index ${resourceId(resource)} ${indexed}`;

const sameNames = ({ objects: left }: Pick<ReadSet, 'objects'>, { objects: right }: ReadSet) =>
  left.size === right.size && right.isSubsetOf(left);

const isIn = ({ namespace, selector }: TrackedList, { metadata }: KubeObject) =>
  (namespace === undefined || metadata.namespace === namespace) && matchesLabels(selector, metadata.labels);
