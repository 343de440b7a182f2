import type { IndexOf, KubeObject, MetadataObject, ObjectOf, ObjectRef, ResourceType } from '@capstan/schema';
import type { Predicate } from './predicate.ts';

/** The cache of a controller's own kind, as a mapping function sees it. */
export interface IndexedCache<For extends ResourceType> {
  get(ref: ObjectRef): ObjectOf<For> | undefined;
  /** Objects whose index function gave this key. */
  byIndex(index: IndexOf<For>, key: string): readonly ObjectOf<For>[];
  list(): readonly ObjectOf<For>[];
}

/** How a mapping function is shown an object: as it was there at the start, as it is now, as it was before a change, or at its end. */
export type Shown = 'initial' | 'now' | 'before' | 'deleted';

/** A watch of another kind, with its types erased; made by {@link watch}. */
export interface Watch<For extends ResourceType> {
  readonly resource: ResourceType;
  readonly for: For;
  readonly metadataOnly: boolean;
  readonly labels?: string | Readonly<Record<string, string>>;
  readonly when?: { value(object: KubeObject): unknown };
  readonly map: (object: KubeObject, cache: IndexedCache<For>, shown: Shown) => readonly (KubeObject | ObjectRef)[];
}

export interface WatchDefinition<For extends ResourceType, Object extends KubeObject> {
  readonly for: For;
  /** Sent to the server: only matching objects reach this process. */
  readonly labels?: string | Readonly<Record<string, string>>;
  /** Evaluated here: which changes wake. Default: all. */
  readonly when?: Predicate<Object>;
  /** Which objects of `for` a change of this one concerns. A change shows the object as it is and as it was. */
  map(object: Object, cache: IndexedCache<For>, shown: Shown): readonly (ObjectOf<For> | ObjectRef)[];
}

/** Wakes objects of `for` when objects of another kind change. */
export function watch<R extends ResourceType, For extends ResourceType>(
  resource: R,
  definition: WatchDefinition<For, MetadataObject> & { readonly metadataOnly: true },
): Watch<For>;
export function watch<R extends ResourceType, For extends ResourceType>(
  resource: R,
  definition: WatchDefinition<For, ObjectOf<R>> & { readonly metadataOnly?: false },
): Watch<For>;
export function watch(
  resource: ResourceType,
  definition: WatchDefinition<ResourceType, never> & { readonly metadataOnly?: boolean },
): Watch<ResourceType> {
  // The overloads tie the object's type to the resource; inside a manager kinds are erased.
  const {
    map,
    when,
    metadataOnly = false,
    ...rest
  } = definition as unknown as WatchDefinition<ResourceType, KubeObject> & { readonly metadataOnly?: boolean };
  return { resource, metadataOnly, map, ...rest, ...(when && { when }) } as Watch<ResourceType>;
}
