import type { KindRegistry, MutableMetadata, ServedKind } from '../resources/served-kind.ts';
import type { ObjectKey, StoredObject } from '../storage/store.ts';
import type { Target } from '../verbs/object-verbs.ts';

/** The kinds that stored objects are of. */
export class StoredKinds {
  readonly #registry: KindRegistry;
  readonly #kinds = new Map<string, ServedKind>();
  #version: number | undefined;

  constructor(registry: KindRegistry) {
    this.#registry = registry;
  }

  /** `undefined` while no such kind is served. */
  of(resource: string): ServedKind | undefined {
    return this.#current().get(resource);
  }

  /** One for each resource of the store. */
  all(): Iterable<ServedKind> {
    return this.#current().values();
  }

  #current(): ReadonlyMap<string, ServedKind> {
    if (this.#version === this.#registry.version) return this.#kinds;
    this.#kinds.clear();
    for (const kind of this.#registry.kinds) {
      // Both groups of Event share one resource, whose stored form is that of the core group.
      const isStoredForm = kind.group === '' || !this.#kinds.has(kind.storeResource);
      if (isStoredForm) this.#kinds.set(kind.storeResource, kind);
    }
    this.#version = this.#registry.version;
    return this.#kinds;
  }
}

/** `subresource` is `''` for the object itself. */
export function targetOf(kind: ServedKind, { namespace, name }: Omit<ObjectKey, 'resource'>, subresource = ''): Target {
  const version = kind.versions.find(({ version }) => version === kind.storageVersion) ?? kind.versions[0];
  if (!version) throw new Error(`${kind.kind} has no served version`);
  return { kind, version, namespace, name, subresource };
}

const metadataOfObjects = new WeakMap<StoredObject, Readonly<MutableMetadata>>();

/** Each state of an object is decoded once. */
export function metadataOf(object: StoredObject): Readonly<MutableMetadata> {
  let metadata = metadataOfObjects.get(object);
  if (!metadata) {
    metadata = (JSON.parse(object.bytes.toString()) as { metadata: MutableMetadata }).metadata; // written by the server
    metadataOfObjects.set(object, metadata);
  }
  return metadata;
}

/** Looks for the field's name first: most objects were never deleted, and needn't be decoded to know it. */
export const isBeingDeleted = (object: StoredObject): boolean =>
  object.bytes.includes('"deletionTimestamp"') && metadataOf(object).deletionTimestamp !== undefined;

/** Names and namespaces have no slashes. */
export const idOf = ({ resource, namespace, name }: ObjectKey): string => `${resource}/${namespace}/${name}`;

export function keyOfId(id: string): ObjectKey {
  const [resource = '', namespace = '', name = ''] = id.split('/');
  return { resource, namespace, name };
}
