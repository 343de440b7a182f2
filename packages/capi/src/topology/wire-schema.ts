import type { JsonObject, StructuralSchema } from '@capstan/schema';

/** What a ClusterClass knows of a schema; other keywords are of CustomResourceDefinitions alone. */
const known: ReadonlySet<string> = new Set<keyof StructuralSchema>([
  'additionalProperties',
  'allOf',
  'anyOf',
  'default',
  'description',
  'enum',
  'example',
  'exclusiveMaximum',
  'exclusiveMinimum',
  'format',
  'items',
  'maxItems',
  'maxLength',
  'maxProperties',
  'maximum',
  'minItems',
  'minLength',
  'minProperties',
  'minimum',
  'not',
  'oneOf',
  'pattern',
  'properties',
  'required',
  'type',
  'uniqueItems',
  'x-kubernetes-int-or-string',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
]);

/** A schema as DiscoverVariables announces it: without keywords that Cluster API does not know. */
export function wireSchema(schema: StructuralSchema): JsonObject {
  const kept = Object.entries(schema).filter(([keyword]) => known.has(keyword));
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, below(keyword, value)])) as JsonObject; // schemas are JSON
}

function below(keyword: string, value: unknown): unknown {
  switch (keyword) {
    case 'items':
    case 'not':
      return wireSchema(value as StructuralSchema); // by the keyword
    case 'additionalProperties':
      return typeof value === 'object' ? wireSchema(value as StructuralSchema) : value; // true and false too
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return (value as readonly StructuralSchema[]).map(wireSchema);
    case 'properties':
      return Object.fromEntries(
        Object.entries(value as Record<string, StructuralSchema>).map(([name, schema]) => [name, wireSchema(schema)]),
      );
    default:
      return value;
  }
}
