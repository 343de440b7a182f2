import { isJsonObject } from './json.ts';
import type { StructuralSchema } from './structural-schema.ts';

export interface PruneOptions {
  /** Told of each field that was dropped, as `spec.list[0].field`. */
  readonly onUnknown?: (path: string) => void;
  /** Schema of `metadata` in the root and in embedded resources. Default: metadata is kept as it is. */
  readonly metadata?: StructuralSchema;
}

const resourceFields = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * Drops fields that the schema does not know, in place, by Kubernetes' rules: unknown fields stay below
 * `x-kubernetes-preserve-unknown-fields` and in `additionalProperties`; `apiVersion`, `kind` and `metadata` stay in the
 * root and in embedded resources.
 */
export function pruneUnknown(value: unknown, schema: StructuralSchema, options: PruneOptions = {}): void {
  pruneValue(value, schema, '', true, options);
}

function pruneValue(value: unknown, schema: StructuralSchema, path: string, isResource: boolean, options: PruneOptions): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return;
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (typeof item === 'object' && item !== null) pruneValue(item, items, `${path}[${index}]`, embedded(items), options);
    }
  } else if (isJsonObject(value)) {
    pruneObject(value, schema, path, isResource || embedded(schema), options);
  }
}

function pruneObject(
  object: Record<string, unknown>,
  schema: StructuralSchema,
  path: string,
  isResource: boolean,
  options: PruneOptions,
): void {
  const { properties, additionalProperties } = schema;
  for (const key in object) {
    const value = object[key];
    const child = path === '' ? key : `${path}.${key}`;
    if (isResource && resourceFields.has(key)) {
      const known = key === 'metadata' ? (options.metadata ?? properties?.[key]) : undefined;
      if (known?.properties && typeof value === 'object' && value !== null) pruneValue(value, known, child, false, options);
      continue;
    }
    const property = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property) {
      if (typeof value === 'object' && value !== null) pruneValue(value, property, child, embedded(property), options);
    } else if (typeof additionalProperties === 'object') {
      if (typeof value === 'object' && value !== null)
        pruneValue(value, additionalProperties, child, embedded(additionalProperties), options);
    } else if (additionalProperties !== true && !schema['x-kubernetes-preserve-unknown-fields']) {
      delete object[key];
      options.onUnknown?.(child);
    }
  }
}

const embedded = (schema: StructuralSchema) => schema['x-kubernetes-embedded-resource'] === true;
