import {
  applyDefaults,
  cloneJson,
  type FieldError,
  invalidError,
  pruneUnknown,
  type StructuralSchema,
  validateValue,
} from '@capstan/schema';
import { compilePattern } from '../patterns.ts';
import type { WrittenSchema } from './written-schema.ts';

/** Whether every default is a value that its schema allows. */
export function defaultErrors(written: WrittenSchema, path: string): readonly FieldError[] {
  const schema = written as StructuralSchema; // checked to be structural before
  const { properties = {}, items, additionalProperties } = schema;
  return [
    ...ownErrors(schema, path),
    ...Object.entries(properties).flatMap(([name, property]) => defaultErrors(property, `${path}.properties[${name}]`)),
    ...(items ? defaultErrors(items, `${path}.items`) : []),
    ...(typeof additionalProperties === 'object' ? defaultErrors(additionalProperties, `${path}.additionalProperties`) : []),
  ];
}

function ownErrors(schema: StructuralSchema, path: string): readonly FieldError[] {
  if (schema.default === undefined || schema.default === null) return [];
  const field = `${path}.default`;
  const value = cloneJson(schema.default);
  let pruned = false;
  const holder = { value };
  pruneUnknown(holder, { type: 'object', properties: { value: schema } }, { onUnknown: () => (pruned = true) });
  if (pruned) return [invalidError(field, schema.default, 'must not have unknown fields')];
  applyDefaults(value, schema);
  return validateValue(value, schema, { pattern: compilePattern }).map((error) => ({
    ...error,
    field: error.field === '' ? field : error.field.startsWith('[') ? `${field}${error.field}` : `${field}.${error.field}`,
  }));
}
