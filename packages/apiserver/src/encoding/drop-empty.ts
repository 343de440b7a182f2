import { isJsonObject, type StructuralSchema } from '@capstan/schema';
import { objectMetaSchema } from '../custom-resources/root-schema.ts';
import type { MutableObject, ServedKind, ServedVersion } from '../resources/served-kind.ts';

/**
 * Takes empty maps and lists out of an object, in place, as kube-apiserver does: there they pass through Go structs that
 * leave them out. Of a custom object only its metadata is such a struct.
 */
export function dropEmpty(
  object: MutableObject,
  { kind, version }: { readonly kind: ServedKind; readonly version: ServedVersion },
): void {
  if (kind.custom) dropFrom(object.metadata, objectMetaSchema());
  else dropFrom(object, version.schema);
}

function dropFrom(value: unknown, schema: StructuralSchema): void {
  if (Array.isArray(value)) {
    if (schema.items && mayHoldEmpty(schema.items)) for (const item of value) dropFrom(item, schema.items);
    return;
  }
  if (!isJsonObject(value)) return;
  const { properties = {}, additionalProperties, required = [] } = schema;
  for (const key in value) {
    const declared = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const field = declared ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    if (!field || !mayHoldEmpty(field) || kept.has(key)) continue;
    dropFrom(value[key], field);
    if (declared && isCollection(declared) && isEmpty(value[key]) && !required.includes(key)) delete value[key];
  }
}

/** An empty list of managers means something: that ownership is to be forgotten. */
const kept: ReadonlySet<string> = new Set(['managedFields']);

/** Not a struct: that one may be empty and mean something, as `emptyDir: {}` does. */
const isCollection = ({ type, additionalProperties }: StructuralSchema) => type === 'array' || additionalProperties !== undefined;

const isEmpty = (value: unknown) =>
  Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0;

/** Scalars hold nothing that could be empty, so they need no visit. */
const mayHoldEmpty = ({ type }: StructuralSchema) => type === 'object' || type === 'array';
