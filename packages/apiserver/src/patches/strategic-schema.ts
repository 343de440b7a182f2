import type { StructuralSchema } from '@capstan/schema';
import { schemaName } from '../resources/built-in-kinds.ts';
import { unclassified } from './strategic-error.ts';

/** How a list is patched: merged by key (by value where the key is empty), or replaced whole. */
interface ListStrategy {
  readonly items: StructuralSchema;
  readonly merges: boolean;
  readonly mergeKey: string;
}

/** The schema of an object's field, which must be known in order to merge into it. */
export function fieldSchema(schema: StructuralSchema, field: string): StructuralSchema {
  const { properties, additionalProperties } = schema;
  if (properties && Object.hasOwn(properties, field)) return properties[field] as StructuralSchema; // own, so there
  if (typeof additionalProperties === 'object') return additionalProperties;
  if (!properties) return {};
  const struct = schemaName(schema)?.split('.').at(-1) ?? '';
  throw unclassified(`unable to find api field in struct ${struct} for the json field ${JSON.stringify(field)}`);
}

export function listStrategy(schema: StructuralSchema, field: string): ListStrategy {
  const list = fieldSchema(schema, field);
  return {
    items: list.items ?? {},
    merges: strategies(list).includes('merge'),
    mergeKey: list['x-kubernetes-patch-merge-key'] ?? '',
  };
}

/** Whether a patch of this object replaces it instead of merging into it. */
export const replacesWhole = (schema: StructuralSchema): boolean => strategies(schema).includes('replace');

const strategies = (schema: StructuralSchema) => schema['x-kubernetes-patch-strategy']?.split(',') ?? [];
