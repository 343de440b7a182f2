import { isJsonObject, type StructuralSchema } from '@capstan/schema';
import { builtInSchema, schemaName } from '../resources/built-in-kinds.ts';
import { compareText } from './path-element.ts';

/** What server-side apply needs to know of a schema: how values of each shape are merged and owned. */
export interface FieldType {
  map?: MapType;
  list?: ListType;
  scalar?: ScalarType;
}

export type ScalarType = 'numeric' | 'string' | 'boolean' | 'untyped';

export interface MapType {
  /** Owned and replaced as one. */
  readonly atomic: boolean;
  readonly fields: ReadonlyMap<string, FieldType>;
  /** Of keys that are no fields; `undefined` where there may be none. */
  readonly element: FieldType | undefined;
}

export interface ListType {
  /** Owned and replaced as one. Otherwise a list by keys, or a set where there are none. */
  readonly atomic: boolean;
  /** Sorted by name. */
  readonly keys: readonly { readonly name: string; readonly value: unknown }[];
  readonly element: FieldType;
}

export type Shape = 'map' | 'list' | 'scalar';

/** Which of a type's shapes a value has. */
export function shapeOf(type: FieldType, value: unknown): Shape {
  if (value === null || value === undefined) return firstShape(type);
  if (typeof value !== 'object') return type.scalar ? 'scalar' : firstShape(type);
  if (Array.isArray(value)) return type.list ? 'list' : firstShape(type);
  return type.map ? 'map' : firstShape(type);
}

const firstShape = (type: FieldType): Shape => (type.map ? 'map' : type.scalar ? 'scalar' : 'list');

/** Anything, owned and replaced as one. */
const untyped: FieldType = { scalar: 'untyped' };
untyped.list = { atomic: true, keys: [], element: untyped };
untyped.map = { atomic: true, fields: new Map(), element: untyped };

/** Anything: objects are merged, lists replaced. */
export const deduced: FieldType = { scalar: 'untyped', list: { atomic: true, keys: [], element: untyped } };
deduced.map = { atomic: false, fields: new Map(), element: deduced };

const objectTypes = new WeakMap<StructuralSchema, FieldType>();
const types = new WeakMap<StructuralSchema, FieldType>();
const openTypes = new WeakMap<StructuralSchema, FieldType>();

/** The type of a whole object. */
export function objectTypeOf(schema: StructuralSchema): FieldType {
  const known = objectTypes.get(schema);
  if (known) return known;
  const type = withObjectFields(typeOf(schema, false));
  objectTypes.set(schema, type);
  return type;
}

/** An object of any kind has metadata, whether its schema tells or not. */
function withObjectFields(type: FieldType): FieldType {
  const map = type.map ?? { atomic: false, fields: new Map(), element: deduced };
  const fields = new Map(map.fields);
  fields.set('apiVersion', { scalar: 'string' });
  fields.set('kind', { scalar: 'string' });
  fields.set('metadata', typeOf(builtInSchema('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'), false));
  return { ...type, map: { ...map, fields } };
}

/** `open`: below something that preserves unknown fields, all objects do. */
function typeOf(schema: StructuralSchema, open: boolean): FieldType {
  const known = open ? openTypes : types;
  const found = known.get(schema);
  if (found) return found;
  const type: FieldType = {};
  known.set(schema, type); // before it is filled: a recursive schema finds it
  return Object.assign(type, convert(schema, open || schema['x-kubernetes-preserve-unknown-fields'] === true));
}

function convert(schema: StructuralSchema, open: boolean): FieldType {
  if (schemaName(schema)?.endsWith('.RawExtension')) return untyped;
  switch (schema.type) {
    case 'object':
      return schema['x-kubernetes-embedded-resource']
        ? withObjectFields({ map: mapOf(schema, open) })
        : { map: mapOf(schema, open) };
    case 'array':
      return { list: listOf(schema, open) };
    case 'string':
      return { scalar: !schema.format || schema.format === 'byte' ? 'string' : 'untyped' };
    case 'integer':
    case 'number':
      return { scalar: 'numeric' };
    case 'boolean':
      return { scalar: 'boolean' };
    default:
      return { scalar: 'untyped', list: listOf(schema, open), map: mapOf(schema, open) };
  }
}

function mapOf(schema: StructuralSchema, open: boolean): MapType {
  const { properties = {}, additionalProperties } = schema;
  const fields = new Map(Object.entries(properties).map(([name, field]) => [name, typeOf(field, open)]));
  const anything = additionalProperties === undefined ? open || fields.size === 0 : additionalProperties === true;
  const element = isJsonObject(additionalProperties) ? typeOf(additionalProperties, open) : undefined;
  return {
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    fields,
    element: element ?? (anything ? deduced : undefined),
  };
}

function listOf(schema: StructuralSchema, open: boolean): ListType {
  const { items } = schema;
  const names = [...(keyNames(schema) ?? [])].sort(compareText);
  return {
    atomic: keyNames(schema) === undefined,
    keys: names.map((name) => ({ name, value: items && keyDefault(items, name) })),
    element: items ? typeOf(items, open) : untyped,
  };
}

/** What a key is when an item leaves it out. A required field of a built-in kind is never left out: it is empty then. */
function keyDefault(items: StructuralSchema, name: string): unknown {
  const key = items.properties?.[name];
  if (key?.default !== undefined || !items.required?.includes(name) || schemaName(items) === undefined) return key?.default;
  return key?.type === 'integer' ? 0 : '';
}

/** The keys of a list by keys, none for a set, `undefined` for an atomic list. */
function keyNames(schema: StructuralSchema): readonly string[] | undefined {
  switch (schema['x-kubernetes-list-type']) {
    case 'map':
      return schema['x-kubernetes-list-map-keys'] ?? [];
    case 'set':
      return [];
    case 'atomic':
      return undefined;
    default: {
      if (!schema['x-kubernetes-patch-strategy']?.split(',').includes('merge')) return undefined;
      const key = schema['x-kubernetes-patch-merge-key'];
      return key ? [key] : [];
    }
  }
}
