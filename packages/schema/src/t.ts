import { DefinitionError } from './schema-error.ts';
import {
  type Fields,
  type InOf,
  type ObjectIn,
  type ObjectOut,
  type OutOf,
  type Presence,
  type SchemaType,
  schemaType,
} from './schema-type.ts';
import type { JsonObject, JsonValue, StructuralSchema } from './structural-schema.ts';

interface Described<T> {
  readonly description?: string;
  /** Filled in by the server where the field is absent. */
  readonly default?: T;
}

export interface StringOptions extends Described<string> {
  readonly minLength?: number;
  readonly maxLength?: number;
  /** A regular expression of RE2; it matches anywhere unless anchored. */
  readonly pattern?: string;
  readonly format?: string;
}

export interface NumberOptions extends Described<number> {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
}

export interface ListOptions<T = JsonValue> extends Described<readonly T[]> {
  readonly minItems?: number;
  readonly maxItems?: number;
}

export interface ObjectOptions extends Described<JsonObject> {
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

type PresenceOf<O> = O extends { readonly default: unknown } ? 'defaulted' : 'required';

function typed<Out, In, O extends Described<unknown>>(
  schema: StructuralSchema,
  options: O | undefined,
): SchemaType<Out, In, PresenceOf<O>> {
  const presence: Presence = options?.default === undefined ? 'required' : 'defaulted';
  // Whether a default is there decides both the value and, through PresenceOf, the type.
  return schemaType({ ...schema, ...options } as StructuralSchema, presence as PresenceOf<O>);
}

function object<const F extends Fields, const O extends ObjectOptions = ObjectOptions & { default?: never }>(
  fields: F,
  options?: O,
): SchemaType<ObjectOut<F>, ObjectIn<F>, PresenceOf<O>> {
  const required = Object.keys(fields).filter((name) => fields[name]?.presence === 'required');
  const properties = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.schema]));
  return typed({ type: 'object', properties, ...(required.length > 0 && { required }) }, options);
}

function mapList<T extends SchemaType<object, object>, const O extends ListOptions = ListOptions & { default?: never }>(
  item: T,
  keys: (keyof OutOf<T> & string) | readonly (keyof OutOf<T> & string)[],
  options?: O,
): SchemaType<readonly OutOf<T>[], readonly InOf<T>[], PresenceOf<O>> {
  const names: readonly string[] = typeof keys === 'string' ? [keys] : keys;
  for (const name of names) {
    const property = item.schema.properties?.[name];
    if (!property || property.type === 'object' || property.type === 'array') {
      throw new DefinitionError(
        `mapList: the key "${name}" is not a string, number or boolean of the item`,
        'Name a scalar field of the item as the key.',
      );
    }
    if (!item.schema.required?.includes(name) && property.default === undefined) {
      throw new DefinitionError(
        `mapList: the key "${name}" is optional`,
        'Make it required, or give it a default: the server identifies items by it.',
      );
    }
  }
  return typed(
    { type: 'array', items: item.schema, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': names },
    options,
  );
}

function enumeration<
  const V extends readonly [string, ...string[]],
  const O extends Described<V[number]> = Described<V[number]> & { default?: never },
>(values: V, options?: O): SchemaType<V[number], V[number], PresenceOf<O>> {
  if (values.length === 0) throw new DefinitionError('enum: there is no value', 'Name at least one.');
  return typed({ type: 'string', enum: values }, options);
}

/**
 * Builds the types of fields. It can only say what a structural schema of a CustomResourceDefinition can.
 *
 * @example
 * const spec = t.object({ replicas: t.integer({ minimum: 0, default: 1 }), image: t.string() });
 */
export const t = {
  string: <const O extends StringOptions = StringOptions & { default?: never }>(
    options?: O,
  ): SchemaType<string, string, PresenceOf<O>> => typed({ type: 'string' }, options),
  integer: <const O extends NumberOptions = NumberOptions & { default?: never }>(
    options?: O,
  ): SchemaType<number, number, PresenceOf<O>> => typed({ type: 'integer' }, options),
  number: <const O extends NumberOptions = NumberOptions & { default?: never }>(
    options?: O,
  ): SchemaType<number, number, PresenceOf<O>> => typed({ type: 'number' }, options),
  boolean: <const O extends Described<boolean> = Described<boolean> & { default?: never }>(
    options?: O,
  ): SchemaType<boolean, boolean, PresenceOf<O>> => typed({ type: 'boolean' }, options),
  enum: enumeration,
  object,
  /** A list that is replaced as a whole. */
  array: <T extends SchemaType, const O extends ListOptions = ListOptions & { default?: never }>(
    item: T,
    options?: O,
  ): SchemaType<readonly OutOf<T>[], readonly InOf<T>[], PresenceOf<O>> =>
    typed({ type: 'array', items: item.schema, 'x-kubernetes-list-type': 'atomic' }, options),
  /** A list of unique scalars, of which each applier owns its own. */
  set: <T extends SchemaType<string | number, string | number>, const O extends ListOptions = ListOptions & { default?: never }>(
    item: T,
    options?: O,
  ): SchemaType<readonly OutOf<T>[], readonly InOf<T>[], PresenceOf<O>> =>
    typed({ type: 'array', items: item.schema, 'x-kubernetes-list-type': 'set' }, options),
  /** A list of objects that are told apart by keys, of which each applier owns its own. */
  mapList,
  /** A map from any string. */
  record: <T extends SchemaType, const O extends ObjectOptions = ObjectOptions & { default?: never }>(
    value: T,
    options?: O,
  ): SchemaType<{ readonly [key: string]: OutOf<T> }, { readonly [key: string]: InOf<T> }, PresenceOf<O>> =>
    typed({ type: 'object', additionalProperties: value.schema }, options),
  intOrString: <const O extends Described<number | string> = Described<number | string> & { default?: never }>(
    options?: O,
  ): SchemaType<number | string, number | string, PresenceOf<O>> => typed({ 'x-kubernetes-int-or-string': true }, options),
  /** A time as RFC 3339 writes it. */
  dateTime: <const O extends Described<string> = Described<string> & { default?: never }>(
    options?: O,
  ): SchemaType<string, string, PresenceOf<O>> => typed({ type: 'string', format: 'date-time' }, options),
  /** A quantity: `500m`, `1Gi`, `2`. */
  quantity: <const O extends Described<number | string> = Described<number | string> & { default?: never }>(
    options?: O,
  ): SchemaType<number | string, number | string, PresenceOf<O>> =>
    typed(
      {
        'x-kubernetes-int-or-string': true,
        pattern:
          '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$',
      },
      options,
    ),
  /** An object of which nothing is known, kept as it is. */
  preserveUnknown: <const O extends ObjectOptions = ObjectOptions & { default?: never }>(
    options?: O,
  ): SchemaType<JsonObject, JsonObject, PresenceOf<O>> =>
    typed({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, options),
  /** A whole Kubernetes object inside this one. */
  embeddedResource: <const O extends ObjectOptions = ObjectOptions & { default?: never }>(
    options?: O,
  ): SchemaType<EmbeddedResource, EmbeddedResource, PresenceOf<O>> =>
    typed({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true, 'x-kubernetes-embedded-resource': true }, options),
  /** The only escape: a schema as it is, with the type that its user vouches for. */
  raw: <T>(schema: StructuralSchema): SchemaType<T, T, 'required'> => schemaType(schema, 'required'),
} as const;

interface EmbeddedResource extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
}
