import { type FieldError, forbiddenError, invalidError, notSupportedError, type StructuralSchema } from '@capstan/schema';
import { hasRules, ruleEngine } from '../rule-engine.ts';
import { defaultErrors } from './default-errors.ts';
import { listErrors } from './list-errors.ts';
import { structuralErrors } from './structural-errors.ts';
import { type WrittenSchema, wrongType } from './written-schema.ts';

interface SchemaOptions {
  readonly path: string;
  readonly hasStatus: boolean;
}

/** What is wrong with the schema of a definition. Each step is taken only if the ones before found nothing. */
export function schemaErrors(schema: WrittenSchema, { path, hasStatus }: SchemaOptions): readonly FieldError[] {
  const supported = [
    ...(hasStatus ? rootErrors(schema, path) : []),
    ...(schema.nullable ? [forbiddenError(`${path}.nullable`, 'nullable cannot be true at the root')] : []),
    ...supportErrors(schema, path, { isRoot: true, noDefaults: undefined }),
  ];
  if (supported.length > 0) return supported;
  if (schema.$schema !== undefined) return [invalidError(path, '', "OpenAPIV3Schema 'schema' is not supported")];
  const structural = structuralErrors(schema, path);
  if (structural.length > 0) return structural;
  const defaults = defaultErrors(schema, path);
  if (defaults.length > 0 || !hasRules(schema as StructuralSchema)) return defaults; // checked to be structural above
  return ruleEngine().ruleErrors(schema, path);
}

const keywords: Readonly<Record<string, string>> = {
  description: 'Description',
  type: 'Type',
  format: 'Format',
  title: 'Title',
  maximum: 'Maximum',
  exclusiveMaximum: 'ExclusiveMaximum',
  minimum: 'Minimum',
  exclusiveMinimum: 'ExclusiveMinimum',
  maxLength: 'MaxLength',
  minLength: 'MinLength',
  pattern: 'Pattern',
  maxItems: 'MaxItems',
  minItems: 'MinItems',
  uniqueItems: 'UniqueItems',
  multipleOf: 'MultipleOf',
  required: 'Required',
  items: 'Items',
  properties: 'Properties',
  externalDocs: 'ExternalDocs',
  example: 'Example',
  'x-kubernetes-preserve-unknown-fields': 'XPreserveUnknownFields',
  'x-kubernetes-validations': 'XValidations',
};

/** Status is validated by the root schema alone, so that must not say anything that could concern both. */
function rootErrors(schema: WrittenSchema, path: string): readonly FieldError[] {
  if (schema.type !== undefined && schema.type !== 'object') {
    const detail = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    return [invalidError(`${path}.type`, schema.type, detail)];
  }
  const known = Object.keys(schema).every((key) => Object.hasOwn(keywords, key));
  if (known) return [];
  const names = Object.values(keywords).join(' ');
  const detail = `only [${names}] fields are allowed at the root of the schema if the status subresource is enabled`;
  return [invalidError(path, schema, detail)];
}

interface Place {
  readonly isRoot: boolean;
  /** Why defaults are not allowed here, if they aren't. */
  readonly noDefaults: string | undefined;
}

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** Keywords of OpenAPI that definitions can't use. */
function supportErrors(schema: WrittenSchema, path: string, place: Place): readonly FieldError[] {
  const inside = { isRoot: false, noDefaults: place.noDefaults };
  return [
    ...keywordErrors(schema, path, place),
    ...(schema.additionalProperties !== undefined && Object.keys(schema.properties ?? {}).length > 0
      ? [forbiddenError(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive')]
      : []),
    ...(typeof schema.additionalProperties === 'object'
      ? supportErrors(schema.additionalProperties, `${path}.additionalProperties`, inside)
      : []),
    ...Object.keys(schema.properties ?? {})
      .toSorted()
      .flatMap((name) => supportErrors(schema.properties?.[name] ?? {}, `${path}.properties[${name}]`, childPlace(name, place))),
    ...(schema.not ? supportErrors(schema.not, `${path}.not`, inside) : []),
    ...(['allOf', 'oneOf', 'anyOf'] as const).flatMap((key) =>
      (schema[key] ?? []).flatMap((branch, index) => supportErrors(branch, `${path}.${key}[${index}]`, inside)),
    ),
    ...(schema.items && !Array.isArray(schema.items) ? supportErrors(schema.items, `${path}.items`, inside) : []),
    ...extensionErrors(schema, path),
    ...listErrors(schema, path),
  ];
}

const childPlace = (name: string, { isRoot, noDefaults }: Place): Place =>
  isRoot && name === 'metadata' ? { isRoot: false, noDefaults: 'in top-level metadata' } : { isRoot: false, noDefaults };

const unsupported = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'] as const;

function keywordErrors(schema: WrittenSchema, path: string, { noDefaults }: Place): readonly FieldError[] {
  const { type } = schema;
  return [
    ...(type !== undefined && !types.includes(type) ? [notSupportedError(`${path}.type`, type, types)] : []),
    ...(schema.default !== undefined && noDefaults !== undefined
      ? [forbiddenError(`${path}.default`, `must not be set ${noDefaults}`)]
      : []),
    ...unsupported.flatMap((key) =>
      schema[key] === undefined ? [] : [forbiddenError(`${path}.${key}`, `${key} is not supported`)],
    ),
    ...(type === 'null' ? [forbiddenError(`${path}.type`, 'type cannot be set to null, use nullable as an alternative')] : []),
    ...(Array.isArray(schema.items) ? [forbiddenError(`${path}.items`, 'items must be a schema object and not an array')] : []),
    ...(schema.uniqueItems
      ? [
          forbiddenError(
            `${path}.uniqueItems`,
            'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
          ),
        ]
      : []),
  ];
}

function extensionErrors(schema: WrittenSchema, path: string): readonly FieldError[] {
  const mapType = schema['x-kubernetes-map-type'];
  const preserve = schema['x-kubernetes-preserve-unknown-fields'];
  return [
    ...(preserve === false
      ? [invalidError(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined')]
      : []),
    ...(mapType !== undefined && schema.type !== 'object'
      ? [wrongType(schema, path, 'must be object if x-kubernetes-map-type is specified')]
      : []),
    ...(mapType !== undefined && mapType !== 'atomic' && mapType !== 'granular'
      ? [notSupportedError(`${path}.x-kubernetes-map-type`, mapType, ['atomic', 'granular'])]
      : []),
  ];
}
