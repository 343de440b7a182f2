import type { KubeObject, ObjectRef } from '@capstan/schema';
import { keyOf, keyOfObject } from './object-key.ts';

export type IndexFunctions = { readonly [name: string]: (object: KubeObject) => readonly string[] };

/** Objects of one kind by key, by namespace and by their indexes. */
export class ObjectStore {
  readonly #objects = new Map<string, KubeObject>();
  readonly #byNamespace = new Map<string, Set<string>>();
  readonly #indexFunctions: IndexFunctions;
  readonly #indexes = new Map<string, Map<string, Set<string>>>();

  constructor(indexes: IndexFunctions = {}) {
    this.#indexFunctions = indexes;
    for (const name of Object.keys(indexes)) this.#indexes.set(name, new Map());
  }

  get size(): number {
    return this.#objects.size;
  }

  get(ref: ObjectRef): KubeObject | undefined {
    return this.#objects.get(keyOf(ref));
  }

  keys(): Iterable<string> {
    return this.#objects.keys();
  }

  list(namespace?: string): readonly KubeObject[] {
    if (namespace === undefined) return [...this.#objects.values()];
    return this.#resolve(this.#byNamespace.get(namespace));
  }

  byIndex(index: string, key: string): readonly KubeObject[] {
    const entries = this.#indexes.get(index);
    if (!entries) throw new TypeError(`there is no index "${index}"; it is declared in defineResource({ indexes })`);
    return this.#resolve(entries.get(key));
  }

  /** Stores an object and answers the one it replaces. */
  put(object: KubeObject): KubeObject | undefined {
    const key = keyOfObject(object);
    const previous = this.#objects.get(key);
    if (previous) this.#unlink(key, previous);
    this.#objects.set(key, object);
    add(this.#byNamespace, object.metadata.namespace ?? '', key);
    for (const [name, entries] of this.#indexes) for (const value of this.#keysIn(name, object)) add(entries, value, key);
    return previous;
  }

  delete(key: string): KubeObject | undefined {
    const previous = this.#objects.get(key);
    if (!previous) return undefined;
    this.#unlink(key, previous);
    this.#objects.delete(key);
    return previous;
  }

  #unlink(key: string, object: KubeObject): void {
    remove(this.#byNamespace, object.metadata.namespace ?? '', key);
    for (const [name, entries] of this.#indexes) for (const value of this.#keysIn(name, object)) remove(entries, value, key);
  }

  #keysIn(index: string, object: KubeObject): readonly string[] {
    return this.#indexFunctions[index]?.(object) ?? [];
  }

  #resolve(keys: Iterable<string> = []): readonly KubeObject[] {
    const objects: KubeObject[] = [];
    for (const key of keys) {
      const object = this.#objects.get(key);
      if (object) objects.push(object);
    }
    return objects;
  }
}

function add(entries: Map<string, Set<string>>, value: string, key: string): void {
  const keys = entries.get(value);
  if (keys) keys.add(key);
  else entries.set(value, new Set([key]));
}

function remove(entries: Map<string, Set<string>>, value: string, key: string): void {
  const keys = entries.get(value);
  keys?.delete(key);
  if (keys?.size === 0) entries.delete(value);
}
