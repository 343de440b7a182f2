import type { StructuralSchema } from '@capstan/schema';
import { type CelType, dyn, listOf, mapOf, simpleType, text } from './types.ts';

const formatTypes: Readonly<Record<string, CelType>> = {
  byte: simpleType('bytes'),
  duration: simpleType('google.protobuf.Duration'),
  date: simpleType('google.protobuf.Timestamp'),
  'date-time': simpleType('google.protobuf.Timestamp'),
};

/** What rules see of a resource's metadata. */
const metadataType: CelType = {
  name: 'ObjectMeta',
  params: [],
  fields: new Map([
    ['name', text],
    ['generateName', text],
  ]),
};

/**
 * The type that values of a schema have in rules; `undefined` for what rules can't see. Resources (the root, and what is
 * embedded) have their common fields whether the schema names them or not.
 */
export function typeOfSchema(schema: StructuralSchema, name: string, place: 'root' | 'inside'): CelType | undefined {
  if (schema['x-kubernetes-int-or-string']) return dyn;
  switch (schema.type) {
    case 'object':
      return objectType(schema, name, place);
    case 'array': {
      const item = schema.items && typeOfSchema(schema.items, `${name}.@idx`, 'inside');
      return item && listOf(item);
    }
    case 'string':
      return formatTypes[schema.format ?? ''] ?? text;
    case 'boolean':
      return simpleType('bool');
    case 'integer':
      return simpleType('int');
    case 'number':
      return simpleType('double');
    default:
      return undefined;
  }
}

function objectType(schema: StructuralSchema, name: string, place: 'root' | 'inside'): CelType | undefined {
  if (typeof schema.additionalProperties === 'object') {
    const value = typeOfSchema(schema.additionalProperties, `${name}.@elem`, 'inside');
    return value && mapOf(text, value);
  }
  const fields = new Map<string, CelType>();
  for (const [field, property] of Object.entries(schema.properties ?? {})) {
    const escaped = escapeField(field);
    const type = escaped && typeOfSchema(property, `${name}.${field}`, 'inside');
    if (type) fields.set(escaped, type);
  }
  if (place === 'root' || schema['x-kubernetes-embedded-resource']) {
    fields.set('apiVersion', text).set('kind', text).set('metadata', metadataType);
  }
  return { name, params: [], fields };
}

const keywords = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);
const escapes: Readonly<Record<string, string>> = { __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' };

/** A field's name as rules write it; `undefined` when they can't. */
export function escapeField(field: string): string | undefined {
  if (keywords.has(field)) return `__${field}__`;
  const escaped = field.replace(/__|[./-]/g, (part) => escapes[part] ?? part);
  return /^[A-Za-z_]\w*$/.test(escaped) ? escaped : undefined;
}
