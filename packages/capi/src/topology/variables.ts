import {
  applyDefaults,
  cloneJson,
  type FieldError,
  type OutOf,
  requiredError,
  type SchemaType,
  validateValue,
} from '@capstan/schema';
import { type Provide, provide } from '../hooks/answer.ts';
import type { HookVariable } from '../hooks/hook-objects.ts';
import type { WireVariable } from '../hooks/hook-responses.ts';
import { wireSchema } from './wire-schema.ts';

/** A variable that an extension offers to the users of a ClusterClass. */
export interface VariableDefinition {
  readonly schema: SchemaType;
  /** Whether every Cluster of the class must set it. Default: `false`. */
  readonly required?: boolean;
}

type Definitions = Readonly<Record<string, VariableDefinition>>;

/** Required variables and those with a default are there; others may not be. */
export type VariableValues<D extends Definitions> = {
  readonly [K in keyof D]: D[K] extends { readonly required: true }
    ? OutOf<D[K]['schema']>
    : D[K]['schema'] extends SchemaType<unknown, unknown, 'defaulted'>
      ? OutOf<D[K]['schema']>
      : OutOf<D[K]['schema']> | undefined;
};

export type ReadVariables<D extends Definitions> =
  | { readonly ok: true; readonly values: VariableValues<D> }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

interface WithVariables {
  readonly variables?: readonly HookVariable[] | null;
}

/** Variables of an extension: what it announces, and how it reads them. */
export interface Variables<D extends Definitions> {
  /** The answer to DiscoverVariables. */
  discover(): Provide<{ readonly variables: readonly WireVariable[] }>;
  /** Their values, of the request and, where an item has its own, of the item; checked by their schemas. */
  read(request: WithVariables, item?: WithVariables): ReadVariables<D>;
}

/**
 * Defines the variables that an extension offers, once for DiscoverVariables and for reading them.
 *
 * @example
 * const offered = variables({ greeting: { schema: t.string({ maxLength: 20 }), required: true } });
 * const read = offered.read(request, item);
 * if (!read.ok) return invalidTopology(read.errors);
 */
export function variables<const D extends Definitions>(definitions: D): Variables<D> {
  return {
    discover: () =>
      provide({
        variables: Object.entries(definitions).map(([name, { schema, required = false }]) => ({
          name,
          required,
          schema: { openAPIV3Schema: wireSchema(schema.schema) },
        })),
      }),
    read(request, item) {
      const given = valuesOf([...(request.variables ?? []), ...(item?.variables ?? [])]);
      const errors: FieldError[] = [];
      const values: Record<string, unknown> = {};
      for (const [name, definition] of Object.entries(definitions)) values[name] = readOne(name, definition, given, errors);
      // Each value has been checked against the schema that its type comes from.
      return errors.length > 0 ? { ok: false, errors } : { ok: true, values: values as VariableValues<D> };
    },
  };
}

/** By name; the last wins, so that an item's come after the request's. */
function valuesOf(given: readonly HookVariable[]): ReadonlyMap<string, unknown> {
  return new Map(given.map(({ name, value }) => [name, value]));
}

function readOne(
  name: string,
  { schema: { schema }, required }: VariableDefinition,
  given: ReadonlyMap<string, unknown>,
  errors: FieldError[],
): unknown {
  const value = cloneJson(given.get(name) ?? schema.default);
  if (value === undefined) {
    if (required) errors.push(requiredError(name));
    return undefined;
  }
  applyDefaults(value, schema);
  errors.push(...validateValue(value, schema, { path: name }));
  return value;
}
