import { type FieldError, forbiddenError, invalidError, requiredError } from '@capstan/schema';
import { compilePattern } from '../patterns.ts';
import { type WrittenSchema, wrongType } from './written-schema.ts';

type Level = 'root' | 'field' | 'item';

const untyped: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  field: 'must not be empty for specified object fields',
  item: 'must not be empty for specified array items',
};

/** Whether a schema is structural: every value has one known shape, and combinations only restrict it. */
export function structuralErrors(schema: WrittenSchema, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  checkSchema(schema, 'root', path, errors);
  return errors.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
}

const text = ({ field, message }: FieldError) => `${field}: ${message}`;

function checkSchema(schema: WrittenSchema, level: Level, path: string, errors: FieldError[]): void {
  const { items, properties = {}, additionalProperties } = schema;
  if (items) checkSchema(items, 'item', `${path}.items`, errors);
  else if (schema.type === 'array') errors.push(requiredError(`${path}.items`, 'must be specified'));
  for (const [name, property] of Object.entries(properties))
    checkSchema(property, 'field', `${path}.properties[${name}]`, errors);
  if (additionalProperties !== undefined) {
    if (level === 'root') errors.push(forbiddenError(`${path}.additionalProperties`, 'must not be used at the root'));
    if (typeof additionalProperties === 'object') {
      checkSchema(additionalProperties, 'field', `${path}.additionalProperties`, errors);
    }
  }
  checkType(schema, level, path, errors);
  checkResource(schema, level, path, errors);
  checkPattern(schema, path, errors);
  checkCombinations(schema, path, errors, intOrStringException(schema));
}

function checkType(schema: WrittenSchema, level: Level, path: string, errors: FieldError[]): void {
  const intOrString = schema['x-kubernetes-int-or-string'];
  const preserve = schema['x-kubernetes-preserve-unknown-fields'];
  const embedded = schema['x-kubernetes-embedded-resource'];
  if (embedded && schema.type !== 'object') {
    errors.push(wrongType(schema, path, 'must be object if x-kubernetes-embedded-resource is true'));
  } else if (!schema.type && !intOrString && !preserve) {
    errors.push(requiredError(`${path}.type`, untyped[level]));
  }
  if (level === 'root' && schema.type && schema.type !== 'object') {
    errors.push(invalidError(`${path}.type`, schema.type, 'must be object at the root'));
  }
  for (const key of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const) {
    if (intOrString && schema[key]) {
      errors.push(invalidError(`${path}.${key}`, true, 'must be false if x-kubernetes-int-or-string is true'));
    }
  }
}

/** The fields that resources have in common may hardly be restricted. */
function checkResource(schema: WrittenSchema, level: Level, path: string, errors: FieldError[]): void {
  const embedded = schema['x-kubernetes-embedded-resource'];
  const { properties = {} } = schema;
  if (embedded && schema.additionalProperties !== undefined) {
    errors.push(forbiddenError(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set'));
  }
  if (embedded && !schema['x-kubernetes-preserve-unknown-fields'] && Object.keys(properties).length === 0) {
    const detail = 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(requiredError(`${path}.properties`, detail));
  }
  if (level !== 'root' && !embedded) return;
  for (const [name, type] of [
    ['kind', 'string'],
    ['apiVersion', 'string'],
    ['metadata', 'object'],
  ] as const) {
    const property = properties[name];
    if (property && property.type !== type) {
      errors.push(invalidError(`${path}.properties[${name}].type`, property.type ?? '', `must be ${type}`));
    }
  }
  if (level === 'root' && properties['metadata'] && restrictsMetadata(properties['metadata'])) {
    const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
    errors.push(forbiddenError(`${path}.properties[metadata]`, detail));
  }
}

function restrictsMetadata({ type: _type, default: _default, properties = {}, ...rest }: WrittenSchema): boolean {
  const others = Object.keys(properties).some((name) => name !== 'name' && name !== 'generateName');
  return others || Object.keys(rest).length > 0;
}

function checkPattern({ pattern }: WrittenSchema, path: string, errors: FieldError[]): void {
  if (!pattern) return;
  try {
    compilePattern(pattern);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    errors.push(invalidError(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${why}`));
  }
}

/** Where the one combination may stand that says "integer or string" in plain OpenAPI. */
function intOrStringException(schema: WrittenSchema): 'anyOf' | 'allOf' | undefined {
  if (!schema['x-kubernetes-int-or-string']) return undefined;
  if (isIntOrString(schema)) return 'anyOf';
  return schema.allOf?.[0] && isIntOrString(schema.allOf[0]) ? 'allOf' : undefined;
}

const isIntOrString = ({ anyOf }: WrittenSchema) =>
  anyOf?.length === 2 &&
  anyOf[0]?.type === 'integer' &&
  anyOf[1]?.type === 'string' &&
  anyOf.every((branch) => Object.keys(branch).length === 1);

function checkCombinations(schema: WrittenSchema, path: string, errors: FieldError[], exception?: 'anyOf' | 'allOf'): void {
  const nested = (branches: readonly WrittenSchema[] = [], key: string) => {
    for (const [index, branch] of branches.entries()) {
      const inner = exception === 'allOf' && key === 'allOf' && index === 0 ? 'anyOf' : undefined;
      checkNested(branch, `${path}.${key}[${index}]`, errors, inner);
    }
  };
  if (exception !== 'anyOf') nested(schema.anyOf, 'anyOf');
  nested(schema.allOf, 'allOf');
  nested(schema.oneOf, 'oneOf');
  if (schema.not) checkNested(schema.not, `${path}.not`, errors);
}

const emptyOf = {
  type: 'empty',
  additionalProperties: 'undefined',
  default: 'undefined',
  title: 'empty',
  description: 'empty',
} as const;
const falseOf = [
  'nullable',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
] as const;
const listOf = {
  'x-kubernetes-validations': 'empty',

  'x-kubernetes-list-map-keys': 'empty',
  'x-kubernetes-list-type': 'undefined',
  'x-kubernetes-map-type': 'undefined',
} as const;

/** A branch of a combination may only validate. */
function checkNested(schema: WrittenSchema, path: string, errors: FieldError[], exception?: 'anyOf'): void {
  if (schema.items) checkNested(schema.items, `${path}.items`, errors);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    checkNested(property, `${path}.properties[${name}]`, errors);
  }
  const refuse = (key: string, wanted: string) =>
    errors.push(forbiddenError(`${path}.${key}`, `must be ${wanted} to be structural`));
  for (const [key, wanted] of Object.entries({ ...emptyOf, ...listOf })) {
    if (schema[key as keyof typeof emptyOf] !== undefined) refuse(key, wanted); // one of the keys above
  }
  for (const key of falseOf) if (schema[key]) refuse(key, 'false');
  if (schema.properties?.['metadata']) {
    errors.push(forbiddenError(`${path}.properties[metadata]`, 'must not be specified in a nested context'));
  }
  checkPattern(schema, path, errors);
  checkCombinations(schema, path, errors, exception);
}
