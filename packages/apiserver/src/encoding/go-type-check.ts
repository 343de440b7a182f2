import type { StructuralSchema } from '@capstan/schema';
import { schemaName } from '../resources/built-in-kinds.ts';

/**
 * Reads a value of a built-in kind as Go's decoder does, in place: nulls become what Go has for "not there", and the first
 * value of a wrong type is told in Go's words. Returns `undefined` when nothing is wrong.
 */
export function checkGoTypes(value: Record<string, unknown>, schema: StructuralSchema): string | undefined {
  return checkFields(value, schema, { struct: '', path: '' });
}

/** The struct's field being read. Go tells entries of its maps and lists by the same name. */
interface Place {
  readonly struct: string;
  readonly path: string;
}

function checkFields(value: Record<string, unknown>, schema: StructuralSchema, place: Place): string | undefined {
  const { properties = {}, additionalProperties } = schema;
  const ofEntries = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const struct = structName(schemaName(schema));
  for (const key in value) {
    const isField = Object.hasOwn(properties, key);
    const field = isField ? properties[key] : ofEntries;
    if (!field) continue; // unknown: pruned, or kept as it is
    const child = value[key];
    if (child === null) {
      if (isField) delete value[key];
      else setOwn(value, key, emptyOf(field));
      continue;
    }
    const childPlace = isField ? { struct, path: place.path === '' ? key : `${place.path}.${key}` } : place;
    const wrong = checkValue(child, field, childPlace);
    if (wrong) return wrong;
  }
  return undefined;
}

function checkValue(value: unknown, schema: StructuralSchema, place: Place): string | undefined {
  if (schema['x-kubernetes-int-or-string']) return checkIntOrString(value, schema, place);
  switch (schema.type) {
    case 'object':
      if (schema['x-kubernetes-preserve-unknown-fields']) return undefined;
      return isObject(value) ? checkFields(value, schema, place) : mismatch(value, schema, place);
    case 'array':
      return Array.isArray(value) ? checkItems(value, schema.items ?? {}, place) : mismatch(value, schema, place);
    case 'string':
      return typeof value === 'string' ? checkString(value, schema.format) : mismatch(value, schema, place);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : mismatch(value, schema, place);
    case 'integer':
      return fitsInteger(value, schema.format) ? undefined : mismatch(value, schema, place);
    case 'number':
      return typeof value === 'number' ? undefined : mismatch(value, schema, place);
    default:
      return undefined;
  }
}

const mismatch = (value: unknown, schema: StructuralSchema, { struct, path }: Place) =>
  `json: cannot unmarshal ${goValue(value, schema)} into Go struct field ${struct}.${path} of type ${goType(schema)}`;

function checkItems(items: unknown[], schema: StructuralSchema, place: Place): string | undefined {
  for (const [index, item] of items.entries()) {
    if (item === null) items[index] = emptyOf(schema);
    else {
      const wrong = checkValue(item, schema, place);
      if (wrong) return wrong;
    }
  }
  return undefined;
}

function checkIntOrString(value: unknown, schema: StructuralSchema, place: Place): string | undefined {
  if (schema.format === 'quantity') {
    if (typeof value !== 'number' && typeof value !== 'string') return quantityMessage;
    return quantityPattern.test(String(value)) ? undefined : quantityMessage;
  }
  if (typeof value === 'string' || fitsInteger(value, 'int32')) return undefined;
  return mismatch(value, { type: 'integer', format: 'int32' }, place);
}

const quantityPattern = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const quantityMessage = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

function checkString(value: string, format: string | undefined): string | undefined {
  if (format === 'date-time' && value !== '' && !dateTimePattern.test(value)) {
    return `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`;
  }
  if (format !== 'byte') return undefined;
  const at = value.search(/[^A-Za-z0-9+/=\r\n]/);
  if (at >= 0) return `illegal base64 data at input byte ${at}`;
  return value.replace(/[\r\n]/g, '').length % 4 === 0
    ? undefined
    : `illegal base64 data at input byte ${value.length - (value.length % 4)}`;
}

const dateTimePattern = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

function fitsInteger(value: unknown, format: string | undefined): boolean {
  if (typeof value !== 'number' || !Number.isInteger(value)) return false;
  return format !== 'int32' || (value >= -(2 ** 31) && value < 2 ** 31);
}

function goValue(value: unknown, schema: StructuralSchema): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' && schema.type === 'integer') return `number ${value}`;
  return typeof value;
}

function goType(schema: StructuralSchema): string {
  switch (schema.type) {
    case 'string':
      return schema.format === 'byte' ? '[]uint8' : 'string';
    case 'integer':
      return schema.format === 'int32' ? 'int32' : 'int64';
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    case 'array':
      return `[]${goType(schema.items ?? {})}`;
    default:
      return typeof schema.additionalProperties === 'object'
        ? `map[string]${goType(schema.additionalProperties)}`
        : (schemaName(schema)?.split('.').slice(-2).join('.') ?? 'interface {}');
  }
}

const structName = (name: string | undefined) => name?.slice(name.lastIndexOf('.') + 1) ?? '';
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function emptyOf(schema: StructuralSchema): unknown {
  if (schema.type === 'string') return '';
  if (schema.type === 'integer' || schema.type === 'number') return 0;
  if (schema.type === 'boolean') return false;
  return schema.type === 'array' ? [] : {};
}

/** A plain assignment would change the prototype instead for the key `__proto__`. */
function setOwn(value: Record<string, unknown>, key: string, entry: unknown): void {
  Object.defineProperty(value, key, { value: entry, writable: true, enumerable: true, configurable: true });
}
