import type { FieldError } from './field-error.ts';
import type { KubeObject } from './object-meta.ts';
import type { ResourceType } from './resource-type.ts';
import type { JsonObject, StructuralSchema } from './structural-schema.ts';

/** Condition types of a kind, each with the reasons it may carry. */
export type ConditionReasons = Readonly<Record<string, readonly string[]>>;

/** Gives the keys of an object. A method, so that a kind with indexes of its own objects still is a kind of any objects. */
export type IndexFunction<Object> = { keys(object: Object): readonly string[] }['keys'];

export interface PrinterColumn {
  readonly name: string;
  readonly type: 'integer' | 'number' | 'string' | 'boolean' | 'date';
  readonly jsonPath: string;
  readonly description?: string;
  readonly format?: string;
  /** 0 is shown always, 1 with `-o wide`. Default: 0. */
  readonly priority?: number;
}

/** A kind defined with `defineResource`: everything known about it, in one value. */
export interface DefinedResource<
  Object extends KubeObject = KubeObject,
  Input = unknown,
  Kind extends string = string,
  Reasons extends ConditionReasons = ConditionReasons,
  Index extends string = string,
> extends ResourceType<Object, Input, Kind> {
  readonly singular: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** Condition types with their allowed reasons. Empty when the kind declares none. */
  readonly conditions: Reasons;
  /** Functions that give the keys under which caches index an object. */
  readonly indexes: { readonly [name in Index]: IndexFunction<Object> };
  /** The schema of a whole object: `spec`, `status`, with conditions. */
  readonly schema: StructuralSchema;
  /** The CustomResourceDefinition, ready to apply. */
  crd(): CustomResourceDefinitionManifest;
  /** Prunes, applies defaults and validates as the API server would. Throws a `SchemaError` that lists every field error. */
  parse(value: unknown): Object;
  /** What is wrong with a value after pruning and defaulting; empty when nothing is. CEL rules are the server's to check. */
  validate(value: unknown): readonly FieldError[];
}

export interface CustomResourceDefinitionManifest {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: { readonly name: string };
  readonly spec: JsonObject;
}

/** Condition types and reasons of a kind; `never` types for one that declares none. */
export type ReasonsOf<R extends ResourceType> =
  R extends DefinedResource<infer _O, infer _I, infer _K, infer C, infer _X> ? C : Record<never, never>;

/** Names of the indexes of a kind. */
export type IndexOf<R extends ResourceType> =
  R extends DefinedResource<infer _O, infer _I, infer _K, infer _C, infer X> ? X : never;
