import type { KubeObject, MetadataInput } from './object-meta.ts';

export type Scope = 'Namespaced' | 'Cluster';

/** Carries types that exist only for the compiler; never present at run time. */
export declare const phantom: unique symbol;

/**
 * A kind of the API: where it is served, and the type of its objects. What {@link defineResource} returns, and what
 * the generated constants of built-in kinds (`ConfigMap`, `Secret`, …) are. `Kind` is a literal, so that two
 * kinds of the same shape are still different types.
 */
export interface ResourceType<Object extends KubeObject = KubeObject, Input = unknown, Kind extends string = string> {
  /** `''` for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: Kind;
  readonly plural: string;
  readonly scope: Scope;
  readonly [phantom]?: { readonly object: Object; readonly input: Input };
}

/** An object of a kind, as the server answers it: deeply readonly, defaults filled in. */
export type ObjectOf<R extends ResourceType> = R extends ResourceType<infer O, infer _I, infer _K> ? O : never;

/** What `create` takes for a kind: `apiVersion` and `kind` are known, fields with a default may be left out. */
export type InputOf<R extends ResourceType> = R extends ResourceType<infer _O, infer I, infer _K> ? I : never;

/** What `apply` takes for a kind: the fields one manager wants, without `status`. */
export type ApplyOf<R extends ResourceType> = { readonly metadata: MetadataInput & { readonly name: string } } & DeepPartial<
  Omit<InputOf<R>, 'metadata' | 'status' | 'apiVersion' | 'kind'>
>;

/** What a status write takes for a kind. */
export type StatusOf<R extends ResourceType> =
  ObjectOf<R> extends { readonly status?: infer S } ? DeepPartial<NonNullable<S>> : never;

export type DeepPartial<T> = T extends readonly (infer E)[]
  ? readonly DeepPartial<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T;

/** Flattens an intersection, so that a hover shows the fields. */
export type Simplify<T> = { [K in keyof T]: T[K] } & {};

/** `v1`, or `group/version`. */
export function apiVersionOf(resource: Pick<ResourceType, 'group' | 'version'>): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}
