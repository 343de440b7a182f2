import type { FieldError } from './field-error.ts';
import {
  duplicateError,
  forbiddenError,
  invalidError,
  notSupportedError,
  requiredError,
  tooLongError,
  tooManyError,
  typeError,
} from './field-errors.ts';
import { formats } from './formats.ts';
import { deepEqual, isJsonObject, stableStringify } from './json.ts';
import type { StructuralSchema } from './structural-schema.ts';

export interface ValidateOptions {
  /** Path of the value, in front of the paths of errors. Default: `''`, the root. */
  readonly path?: string;
  /** The value before an update: what did not change is not complained about. */
  readonly oldValue?: unknown;
  /** Compiles a pattern. Default: JavaScript's regular expressions. */
  readonly pattern?: (source: string) => (text: string) => boolean;
}

/** What is wrong with a value, with the messages of kube-apiserver. CEL rules are not evaluated here. */
export function validateValue(value: unknown, schema: StructuralSchema, options: ValidateOptions = {}): FieldError[] {
  const errors: FieldError[] = [];
  const visitor: Visitor = { errors, pattern: options.pattern ?? javascriptPattern };
  visit(visitor, value, schema, options.path ?? '', options.oldValue);
  return errors;
}

interface Visitor {
  readonly errors: FieldError[];
  readonly pattern: (source: string) => (text: string) => boolean;
}

const compiled = new Map<string, RegExp>();
function javascriptPattern(source: string): (text: string) => boolean {
  let expression = compiled.get(source);
  if (!expression) {
    expression = new RegExp(source, 'u');
    if (compiled.size > 1_000) compiled.clear(); // patterns of CRDs that came and went
    compiled.set(source, expression);
  }
  const ready = expression;
  return (text) => ready.test(text);
}

function visit(visitor: Visitor, value: unknown, schema: StructuralSchema, path: string, old: unknown): void {
  if (old !== undefined && deepEqual(value, old)) return;
  if (value === null) {
    if (schema.nullable || !schema.type) checkEnum(visitor, value, schema, path);
    else visitor.errors.push(wrongType(path, 'null', schema.type));
    return;
  }
  if (!hasType(value, schema)) {
    visitor.errors.push(
      wrongType(path, typeName(value), schema['x-kubernetes-int-or-string'] ? 'integer,string' : (schema.type ?? 'object')),
    );
    checkEnum(visitor, value, schema, path);
    return;
  }
  if (typeof value === 'string') checkString(visitor, value, schema, path);
  else if (typeof value === 'number') checkNumber(visitor, value, schema, path);
  else if (Array.isArray(value)) visitArray(visitor, value, schema, path, old);
  else if (isJsonObject(value)) visitObject(visitor, value, schema, path, old);
  checkEnum(visitor, value, schema, path);
  checkCombinations(visitor, value, schema, path);
}

function checkEnum({ errors }: Visitor, value: unknown, schema: StructuralSchema, path: string): void {
  if (!schema.enum || schema.enum.some((allowed) => deepEqual(allowed, value))) return;
  const supported = schema.enum.map((allowed) => (typeof allowed === 'string' ? allowed : JSON.stringify(allowed)));
  errors.push(notSupportedError(path, value, supported));
}

const wrongType = (path: string, actual: string, wanted: string) =>
  typeError(path, actual, `${path} in body must be of type ${wanted}: "${actual}"`);

function hasType(value: unknown, schema: StructuralSchema): boolean {
  if (schema['x-kubernetes-int-or-string']) return typeof value === 'string' || Number.isInteger(value);
  switch (schema.type) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    default:
      return true;
  }
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** At most one complaint a string: length first, then pattern. */
function checkString(visitor: Visitor, value: string, schema: StructuralSchema, path: string): void {
  const problem = stringProblem(visitor, value, schema, path);
  if (problem) visitor.errors.push(problem);
  const format = schema.format !== undefined && Object.hasOwn(formats, schema.format) ? formats[schema.format] : undefined;
  if (format && !format(value)) {
    visitor.errors.push(typeError(path, value, `${path} in body must be of type ${schema.format}: ${JSON.stringify(value)}`));
  }
}

function stringProblem({ pattern }: Visitor, value: string, schema: StructuralSchema, path: string): FieldError | undefined {
  // Upstream counts code points, and says bytes.
  const length = schema.maxLength !== undefined || schema.minLength !== undefined ? codePoints(value) : 0;
  if (schema.maxLength !== undefined && length > schema.maxLength) return tooLongError(path, schema.maxLength);
  if (schema.minLength !== undefined && length < schema.minLength) {
    return invalidError(path, value, `${path} in body should be at least ${schema.minLength} chars long`);
  }
  if (schema.pattern !== undefined && !pattern(schema.pattern)(value)) {
    return invalidError(path, value, `${path} in body should match '${schema.pattern}'`);
  }
  return undefined;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function checkNumber(visitor: Visitor, value: number, schema: StructuralSchema, path: string): void {
  const { errors } = visitor;
  const { minimum, maximum, multipleOf } = schema;
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum)) {
    errors.push(
      invalidError(path, value, `${path} in body should be less than ${schema.exclusiveMaximum ? '' : 'or equal to '}${maximum}`),
    );
  }
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum)) {
    errors.push(
      invalidError(
        path,
        value,
        `${path} in body should be greater than ${schema.exclusiveMinimum ? '' : 'or equal to '}${minimum}`,
      ),
    );
  }
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) {
    errors.push(invalidError(path, value, `${path} in body should be a multiple of ${multipleOf}`));
  }
}

function visitArray(visitor: Visitor, value: readonly unknown[], schema: StructuralSchema, path: string, old: unknown): void {
  const { errors } = visitor;
  const { items, minItems, maxItems } = schema;
  if (maxItems !== undefined && value.length > maxItems) errors.push(tooManyError(path, value.length, maxItems));
  if (minItems !== undefined && value.length < minItems) {
    errors.push(invalidError(path, value.length, `${path} in body should have at least ${minItems} items`));
  }
  if (items) {
    const correlate = correlation(schema, old);
    for (let index = 0; index < value.length; index++)
      visit(visitor, value[index], items, `${path}[${index}]`, correlate(value[index]));
  }
  checkDuplicates(visitor, value, schema, path);
}

/** What an item was before an update: by key in list maps, by value in sets; nothing in atomic lists. */
function correlation(schema: StructuralSchema, old: unknown): (item: unknown) => unknown {
  if (!Array.isArray(old) || schema['x-kubernetes-list-type'] !== 'map') return () => undefined;
  const byKey = new Map(old.map((item) => [keyOf(item, schema), item]));
  return (item) => byKey.get(keyOf(item, schema));
}

/** The identity of a list-map item, as text; absent keys take their defaults. */
function keyOf(item: unknown, schema: StructuralSchema): string {
  if (!isJsonObject(item)) return stableStringify(item);
  return stableStringify(keyObject(item, schema));
}

function keyObject(item: Record<string, unknown>, schema: StructuralSchema): Record<string, unknown> {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = item[key] ?? schema.items?.properties?.[key]?.default;
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function checkDuplicates(visitor: Visitor, value: readonly unknown[], schema: StructuralSchema, path: string): void {
  const listType = schema['x-kubernetes-list-type'];
  if (listType !== 'set' && listType !== 'map') return;
  const seen = new Set<string>();
  value.forEach((item, index) => {
    const key = listType === 'map' ? keyOf(item, schema) : stableStringify(item);
    if (seen.has(key))
      visitor.errors.push(
        duplicateError(`${path}[${index}]`, listType === 'map' && isJsonObject(item) ? keyObject(item, schema) : item),
      );
    seen.add(key);
  });
}

function visitObject(
  visitor: Visitor,
  value: Record<string, unknown>,
  schema: StructuralSchema,
  path: string,
  old: unknown,
): void {
  const { errors } = visitor;
  const before = isJsonObject(old) ? old : undefined;
  const { properties, additionalProperties, required, minProperties, maxProperties } = schema;
  const child = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (required) for (const key of required) if (value[key] === undefined) errors.push(requiredError(child(key)));
  for (const key in value) {
    const item = value[key];
    if (item === undefined) continue;
    const property = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property) visit(visitor, item, property, child(key), before?.[key]);
    else if (typeof additionalProperties === 'object') visit(visitor, item, additionalProperties, child(key), before?.[key]);
    else if (additionalProperties === false)
      errors.push(forbiddenError(child(key), `${child(key)} in body is a forbidden property`));
  }
  const count = minProperties === undefined && maxProperties === undefined ? 0 : Object.keys(value).length;
  if (maxProperties !== undefined && count > maxProperties) errors.push(tooManyError(path, count, maxProperties));
  if (minProperties !== undefined && count < minProperties) {
    errors.push(invalidError(path, count, `${path} in body should have at least ${minProperties} properties`));
  }
}

function checkCombinations(visitor: Visitor, value: unknown, schema: StructuralSchema, path: string): void {
  const { errors, pattern } = visitor;
  const failures = (branch: StructuralSchema) => validateValue(value, branch, { path, pattern });
  for (const branch of schema.allOf ?? []) errors.push(...failures(branch));
  if (schema.anyOf && !schema.anyOf.some((branch) => failures(branch).length === 0)) {
    errors.push(
      invalidError(path, value, `${path} in body must validate at least one schema (anyOf)`),
      ...firstFailures(schema.anyOf, failures),
    );
  }
  if (schema.oneOf) {
    const matching = schema.oneOf.filter((branch) => failures(branch).length === 0).length;
    if (matching !== 1) {
      const found = matching === 0 ? 'Found none valid' : `Found ${matching} valid alternatives`;
      errors.push(invalidError(path, value, `${path} in body must validate one and only one schema (oneOf). ${found}`));
      if (matching === 0) errors.push(...firstFailures(schema.oneOf, failures));
    }
  }
  if (schema.not && failures(schema.not).length === 0)
    errors.push(invalidError(path, value, `${path} in body must not validate the schema (not)`));
}

/** The failures of the branch that came closest, which upstream lists too. */
function firstFailures(
  branches: readonly StructuralSchema[],
  failures: (branch: StructuralSchema) => FieldError[],
): FieldError[] {
  return branches.map(failures).toSorted((a, b) => a.length - b.length)[0] ?? [];
}
