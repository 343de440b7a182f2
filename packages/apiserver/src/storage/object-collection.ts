import { compareBytewise, lowerBound } from './bytewise-order.ts';
import type { StoredObject } from './store.ts';

/** The objects of one resource: found by name at once, listed in order without sorting. */
export class ObjectCollection {
  readonly #namespaces = new Map<string, SortedObjects>();
  #order: string[] = [];
  #everything: readonly StoredObject[] | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(namespace: string, name: string): StoredObject | undefined {
    return this.#namespaces.get(namespace)?.get(name);
  }

  /** In order of namespace, then name. Never altered afterwards. */
  list(namespace: string | undefined): readonly StoredObject[] {
    if (namespace !== undefined) return this.#namespaces.get(namespace)?.snapshot() ?? [];
    this.#everything ??= this.#listAll();
    return this.#everything;
  }

  set(object: StoredObject): void {
    this.#everything = undefined;
    if (this.#namespace(object.namespace).set(object)) this.#size++;
  }

  remove(namespace: string, name: string): void {
    const objects = this.#namespaces.get(namespace);
    if (!objects?.remove(name)) return;
    this.#everything = undefined;
    this.#size--;
    if (objects.size > 0) return;
    this.#namespaces.delete(namespace);
    this.#order.splice(this.#position(namespace), 1);
  }

  #listAll(): readonly StoredObject[] {
    const only = this.#order.length === 1 ? this.#order[0] : undefined;
    if (only !== undefined) return this.list(only);
    const all: StoredObject[] = [];
    for (const namespace of this.#order) {
      for (const object of this.list(namespace)) all.push(object);
    }
    return all;
  }

  #namespace(namespace: string): SortedObjects {
    const known = this.#namespaces.get(namespace);
    if (known) return known;
    const objects = new SortedObjects();
    this.#namespaces.set(namespace, objects);
    this.#order.splice(this.#position(namespace), 0, namespace);
    return objects;
  }

  #position(namespace: string): number {
    return lowerBound(this.#order.length, (index) => compareBytewise(this.#order[index] ?? '', namespace));
  }
}

/**
 * The objects of one namespace. A write finds its place by bisection and moves the rest of the array, which for 10,000
 * objects costs less than a microsecond; a list hands out the array itself, and the next write copies it first.
 */
class SortedObjects {
  readonly #byName = new Map<string, StoredObject>();
  #sorted: StoredObject[] = [];
  #shared = false;

  get size(): number {
    return this.#byName.size;
  }

  get(name: string): StoredObject | undefined {
    return this.#byName.get(name);
  }

  snapshot(): readonly StoredObject[] {
    this.#shared = true;
    return this.#sorted;
  }

  /** Whether the name is new. */
  set(object: StoredObject): boolean {
    const sorted = this.#own();
    const place = this.#place(object.name);
    const isNew = !this.#byName.has(object.name);
    this.#byName.set(object.name, object);
    if (!isNew) sorted[place] = object;
    else if (place === sorted.length) sorted.push(object);
    else sorted.splice(place, 0, object);
    return isNew;
  }

  /** Whether there was one. */
  remove(name: string): boolean {
    if (!this.#byName.delete(name)) return false;
    this.#own().splice(this.#place(name), 1);
    return true;
  }

  #own(): StoredObject[] {
    if (this.#shared) {
      this.#sorted = this.#sorted.slice();
      this.#shared = false;
    }
    return this.#sorted;
  }

  #place(name: string): number {
    const sorted = this.#sorted;
    return lowerBound(sorted.length, (index) => compareBytewise(sorted[index]?.name ?? '', name));
  }
}
