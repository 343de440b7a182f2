import { type FieldError, invalidError, isJsonObject, parseLabelSelector, SelectorError } from '@capstan/schema';
import type { MutableObject, ServedVersion } from '../resources/served-kind.ts';

const maxInt32 = 2_147_483_647;

/** What is wrong with the fields that a scale subresource reads. */
export function scaleErrors(object: MutableObject, scale: ServedVersion['subresources']['scale']): readonly FieldError[] {
  if (!scale) return [];
  return [
    ...replicaErrors(object, scale.specReplicasPath),
    ...replicaErrors(object, scale.statusReplicasPath),
    ...(scale.labelSelectorPath ? selectorErrors(object, scale.labelSelectorPath) : []),
  ];
}

function replicaErrors(object: MutableObject, path: string): readonly FieldError[] {
  const value = valueAt(object, path);
  if (value === undefined) return [];
  if (!Number.isInteger(value)) return [invalidError(path, 0, accessorError(path, value, 'int64'))];
  const count = value as number; // checked above
  if (count < 0) return [invalidError(path, count, 'should be a non-negative integer')];
  return count > maxInt32 ? [invalidError(path, count, `should be less than or equal to ${maxInt32}`)] : [];
}

function selectorErrors(object: MutableObject, path: string): readonly FieldError[] {
  const value = valueAt(object, path);
  if (value === undefined) return [];
  if (typeof value !== 'string') return [invalidError(path, '', accessorError(path, value, 'string'))];
  try {
    parseLabelSelector(value);
    return [];
  } catch (error) {
    if (error instanceof SelectorError) return [invalidError(path, value, error.message)];
    throw error;
  }
}

/** The value at a simple path (`.spec.replicas`). */
function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const field of path.split('.').slice(1)) {
    if (!isJsonObject(value)) return undefined;
    value = value[field];
  }
  return value;
}

const accessorError = (path: string, value: unknown, expected: string) =>
  `${path} accessor error: ${printed(value)} is of the type ${goType(value)}, expected ${expected}`;

const printed = (value: unknown) =>
  value === null ? '<nil>' : typeof value === 'object' ? JSON.stringify(value) : String(value);

function goType(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}
