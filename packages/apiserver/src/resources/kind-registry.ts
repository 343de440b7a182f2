import { decodeDefinition, definitionsResource } from '../custom-resources/definition.ts';
import { servedCustomKind } from '../custom-resources/served-custom-kind.ts';
import type { Store } from '../storage/store.ts';
import type { KindRegistry, ServedKind, ServedVersion } from './served-kind.ts';

interface KindRegistryOptions {
  readonly builtIn: readonly ServedKind[];
  readonly store: Store;
  /** Ends the subscription. */
  readonly signal: AbortSignal;
}

/** Built-in kinds, and those of established CustomResourceDefinitions, current as soon as a write of one is durable. */
export function createKindRegistry({ builtIn, store, signal }: KindRegistryOptions): KindRegistry {
  const registry = new Registry(builtIn);
  const { items, revision } = store.list(definitionsResource);
  for (const stored of items) registry.define(stored.name, servedCustomKind(decodeDefinition(stored)));
  const subscription = store.subscribe(definitionsResource, revision, ({ type, object }) => {
    const kind = type === 'deleted' ? undefined : servedCustomKind(decodeDefinition(object), registry.defined(object.name));
    registry.define(object.name, kind);
  });
  signal.addEventListener('abort', () => subscription[Symbol.dispose](), { once: true });
  return registry;
}

interface Served {
  readonly kind: ServedKind;
  readonly version: ServedVersion;
}

class Registry implements KindRegistry {
  version = 1;
  readonly #builtIn: readonly ServedKind[];
  readonly #custom = new Map<string, ServedKind>();
  readonly #byResource = new Map<string, Served>();
  readonly #byKind = new Map<string, ServedKind>();

  constructor(builtIn: readonly ServedKind[]) {
    this.#builtIn = builtIn;
    for (const kind of builtIn) this.#add(kind);
  }

  get kinds(): Iterable<ServedKind> {
    return [...this.#builtIn, ...this.#custom.values()];
  }

  find(group: string, version: string, plural: string): Served | undefined {
    return this.#byResource.get(`${group}/${version}/${plural}`);
  }

  findKind(group: string, kind: string): ServedKind | undefined {
    return this.#byKind.get(`${group}/${kind}`);
  }

  defined(definition: string): ServedKind | undefined {
    return this.#custom.get(definition);
  }

  define(definition: string, kind: ServedKind | undefined): void {
    const before = this.#custom.get(definition);
    if (before) this.#remove(before);
    if (kind) {
      this.#custom.set(definition, kind);
      this.#add(kind);
    } else {
      this.#custom.delete(definition);
    }
    if (before || kind) this.version += 1;
  }

  #add(kind: ServedKind): void {
    for (const version of kind.versions)
      this.#byResource.set(`${kind.group}/${version.version}/${kind.plural}`, { kind, version });
    this.#byKind.set(`${kind.group}/${kind.kind}`, kind);
  }

  #remove(kind: ServedKind): void {
    for (const { version } of kind.versions) this.#byResource.delete(`${kind.group}/${version}/${kind.plural}`);
    if (this.#byKind.get(`${kind.group}/${kind.kind}`) === kind) this.#byKind.delete(`${kind.group}/${kind.kind}`);
  }
}
