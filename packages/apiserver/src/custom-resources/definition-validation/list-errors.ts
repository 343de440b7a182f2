import { type FieldError, forbiddenError, invalidError, notSupportedError, requiredError } from '@capstan/schema';
import { type WrittenSchema, wrongType } from './written-schema.ts';

const listTypes = ['atomic', 'set', 'map'];
const typeKey = 'x-kubernetes-list-type';
const keysKey = 'x-kubernetes-list-map-keys';

/** Whether the list type of a schema fits it, its items and its keys. */
export function listErrors(schema: WrittenSchema, path: string): readonly FieldError[] {
  const listType = schema[typeKey];
  const keys = schema[keysKey] ?? [];
  const errors: FieldError[] = [];
  if (listType !== undefined && schema.type !== 'array') {
    errors.push(wrongType(schema, path, `must be array if ${typeKey} is specified`));
  } else if (listType !== undefined && !listTypes.includes(listType)) {
    errors.push(notSupportedError(`${path}.${typeKey}`, listType, listTypes));
  }
  if (keys.length > 0 && listType !== 'map') {
    const detail = `must be map if ${keysKey} is non-empty`;
    errors.push(
      listType === undefined ? requiredError(`${path}.${typeKey}`, detail) : invalidError(`${path}.${typeKey}`, listType, detail),
    );
  }
  if (listType === 'map') errors.push(...mapErrors(schema, keys, path));
  if (schema.items?.nullable && (listType === 'set' || listType === 'map')) {
    errors.push(forbiddenError(`${path}.items.nullable`, `cannot be nullable when ${typeKey} is ${listType}`));
  }
  if (listType === 'map') errors.push(...keyErrors(schema, keys, path));
  if (listType === 'set' && schema.type === 'array') errors.push(...setErrors(schema, path));
  return errors;
}

function mapErrors({ items, ...schema }: WrittenSchema, keys: readonly string[], path: string): readonly FieldError[] {
  if (keys.length === 0) return [requiredError(`${path}.${keysKey}`, `must not be empty if ${typeKey} is map`)];
  if (!items) return [requiredError(`${path}.items`, `must have a schema if ${typeKey} is map`)];
  if (items.type !== 'object') {
    return [invalidError(`${path}.items.type`, items.type ?? '', `must be object if parent array's ${typeKey} is map`)];
  }
  const written = schema[keysKey];
  return keys.flatMap((key, index) => {
    const property = items.properties?.[key];
    const scalar = property?.type !== 'array' && property?.type !== 'object';
    return [
      ...(property ? [] : [invalidError(`${path}.${keysKey}`, written, 'entries must all be names of item properties')]),
      ...(scalar
        ? []
        : [
            invalidError(
              `${path}.items.properties[${key}].type`,
              property?.type,
              `must be a scalar type if parent array's ${typeKey} is map`,
            ),
          ]),
      ...(keys.indexOf(key) < index ? [invalidError(`${path}.${keysKey}`, written, 'must not contain duplicate entries')] : []),
    ];
  });
}

/** A key that could be absent would not identify anything. */
function keyErrors({ items }: WrittenSchema, keys: readonly string[], path: string): readonly FieldError[] {
  return keys.flatMap((key) => {
    const property = items?.properties?.[key];
    if (!property) return [];
    const field = `${path}.items.properties[${key}]`;
    const because = `this property is in ${keysKey}, so it`;
    const present = items.required?.includes(key) || property.default !== undefined;
    return [
      ...(present ? [] : [requiredError(`${field}.default`, `${because} must have a default or be a required property`)]),
      ...(property.nullable ? [forbiddenError(`${field}.nullable`, `${because} cannot be nullable`)] : []),
    ];
  });
}

function setErrors({ items }: WrittenSchema, path: string): readonly FieldError[] {
  const detail = `must be atomic as item of a list with ${typeKey}=set`;
  const key = items?.type === 'object' ? 'x-kubernetes-map-type' : items?.type === 'array' ? typeKey : undefined;
  if (!items) return [requiredError(`${path}.items`, `must have a schema if ${typeKey} is set`)];
  if (!key || items[key] === 'atomic') return [];
  return [invalidError(`${path}.items.${key}`, items[key] ?? null, detail)];
}
