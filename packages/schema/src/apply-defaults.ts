import { cloneJson, isJsonObject } from './json.ts';
import type { StructuralSchema } from './structural-schema.ts';

/**
 * Fills in defaults, in place, from the top down. An explicit null of a field that is not nullable counts as absent: it is
 * replaced by the default, or dropped where there is none. A default below an absent parent makes no parent.
 */
export function applyDefaults(value: unknown, schema: StructuralSchema): void {
  if (Array.isArray(value)) {
    if (schema.items && mayDefault(schema.items)) for (const item of value) applyDefaults(item, schema.items);
    return;
  }
  if (!isJsonObject(value)) return;
  const { properties, additionalProperties } = schema;
  for (const key in properties) {
    const property = properties[key];
    if (!property) continue;
    const current = value[key];
    if (current === undefined || (current === null && !property.nullable)) {
      if (property.default !== undefined) value[key] = cloneJson(property.default);
      else if (current === null) delete value[key];
    }
    const filled = value[key];
    if (typeof filled === 'object' && filled !== null) applyDefaults(filled, property);
  }
  if (typeof additionalProperties !== 'object') return;
  for (const key in value) {
    if (properties && Object.hasOwn(properties, key)) continue;
    if (value[key] === null && !additionalProperties.nullable) {
      if (additionalProperties.default === undefined) delete value[key];
      else value[key] = cloneJson(additionalProperties.default);
    }
    applyDefaults(value[key], additionalProperties);
  }
}

const isContainer = ({ type, properties, items, additionalProperties }: StructuralSchema) =>
  type === 'object' ||
  type === 'array' ||
  properties !== undefined ||
  items !== undefined ||
  typeof additionalProperties === 'object';

/** Scalars hold nothing to fill in, so their siblings need no visit. */
const mayDefault = (schema: StructuralSchema) => schema.default !== undefined || isContainer(schema);
