import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyDefaults } from './apply-defaults.ts';
import { cloneJson } from './json.ts';
import { pruneUnknown } from './prune-unknown.ts';
import type { StructuralSchema } from './structural-schema.ts';
import { validateValue } from './validate-value.ts';

const messages = (value: unknown, schema: StructuralSchema, oldValue?: unknown) =>
  validateValue(value, schema, { path: 'spec', oldValue }).map(({ field, message }) => `${field}: ${message}`);

test.each<[string, unknown, StructuralSchema, string]>([
  ['a wrong type', 'x', { type: 'integer' }, 'spec: Invalid value: "string": spec in body must be of type integer: "string"'],
  [
    'a fraction for an integer',
    1.5,
    { type: 'integer' },
    'spec: Invalid value: "number": spec in body must be of type integer: "number"',
  ],
  ['null for a string', null, { type: 'string' }, 'spec: Invalid value: "null": spec in body must be of type string: "null"'],
  ['too small', 0, { type: 'integer', minimum: 1 }, 'spec: Invalid value: 0: spec in body should be greater than or equal to 1'],
  [
    'too large',
    9,
    { type: 'integer', maximum: 8, exclusiveMaximum: true },
    'spec: Invalid value: 9: spec in body should be less than 8',
  ],
  ['too long', 'abcd', { type: 'string', maxLength: 3 }, 'spec: Too long: may not be more than 3 bytes'],
  ['too short', '', { type: 'string', minLength: 1 }, 'spec: Invalid value: "": spec in body should be at least 1 chars long'],
  ['a pattern', 'B', { type: 'string', pattern: '^a$' }, 'spec: Invalid value: "B": spec in body should match \'^a$\''],
  [
    'a format',
    'no',
    { type: 'string', format: 'date-time' },
    'spec: Invalid value: "no": spec in body must be of type date-time: "no"',
  ],
  ['an enum', 'c', { type: 'string', enum: ['a', 'b'] }, 'spec: Unsupported value: "c": supported values: "a", "b"'],
  [
    'too many items',
    [1, 2],
    { type: 'array', items: { type: 'integer' }, maxItems: 1 },
    'spec: Too many: 2: must have at most 1 item',
  ],
  [
    'too few items',
    [],
    { type: 'array', items: { type: 'integer' }, minItems: 1 },
    'spec: Invalid value: 0: spec in body should have at least 1 items',
  ],
  ['a missing field', {}, { type: 'object', required: ['a'], properties: { a: { type: 'string' } } }, 'spec.a: Required value'],
  [
    'a duplicate in a set',
    ['a', 'a'],
    { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
    'spec[1]: Duplicate value: "a"',
  ],
  [
    'a duplicate key in a list map',
    [{ k: 'a' }, { k: 'a' }],
    {
      type: 'array',
      items: { type: 'object', properties: { k: { type: 'string' } } },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
    },
    'spec[1]: Duplicate value: {"k":"a"}',
  ],
])('%s is refused with the message of kube-apiserver', (_, value, schema, message) => {
  expect(messages(value, schema)).toEqual([message]);
});

test('a string is complained about once, and a wrong format is a wrong type', () => {
  const schema: StructuralSchema = { type: 'string', maxLength: 1, pattern: '^a$', format: 'date-time' };

  expect(validateValue('<bb>', schema, { path: 'spec' })).toEqual([
    { type: 'FieldValueTooLong', field: 'spec', message: 'Too long: may not be more than 1 bytes' },
    {
      type: 'FieldValueTypeInvalid',
      field: 'spec',
      message: 'Invalid value: "\\u003cbb\\u003e": spec in body must be of type date-time: "<bb>"',
    },
  ]);
});

test('a null in a map of values that are not nullable goes', () => {
  const object = { a: null, b: 'x' };

  applyDefaults(object, { type: 'object', additionalProperties: { type: 'string' } });

  expect(object).toEqual({ b: 'x' });
});

test('what was wrong before an update and did not change is not complained about', () => {
  const schema: StructuralSchema = {
    type: 'object',
    properties: { a: { type: 'string', maxLength: 1 }, b: { type: 'string', maxLength: 1 } },
  };

  expect(messages({ a: 'long', b: 'long' }, schema, { a: 'long', b: 'b' })).toEqual([
    'spec.b: Too long: may not be more than 1 bytes',
  ]);
});

test('pruning keeps the fields of a resource and what is marked to be kept, and reports the rest', () => {
  const schema: StructuralSchema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          list: { type: 'array', items: { type: 'object', properties: { x: { type: 'string' } } } },
          free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    },
  };
  const object = {
    apiVersion: 'v1',
    kind: 'K',
    metadata: { name: 'a' },
    junk: 1,
    spec: { list: [{ x: 'a', y: 'b' }], free: { any: { thing: 1 } }, other: 2 },
  };
  const unknown: string[] = [];

  pruneUnknown(object, schema, { onUnknown: (path) => unknown.push(path) });

  expect(object).toEqual({
    apiVersion: 'v1',
    kind: 'K',
    metadata: { name: 'a' },
    spec: { list: [{ x: 'a' }], free: { any: { thing: 1 } } },
  });
  expect(unknown.sort()).toEqual(['junk', 'spec.list[0].y', 'spec.other']);
});

test('a null of a field that is not nullable takes the default, or goes', () => {
  const schema: StructuralSchema = {
    type: 'object',
    properties: {
      a: { type: 'string', default: 'x' },
      b: { type: 'string' },
      c: { type: 'string', nullable: true, default: 'y' },
    },
  };
  const object = { a: null, b: null, c: null };

  applyDefaults(object, schema);

  expect(object).toEqual({ a: 'x', c: null });
});

test('a default inside an absent parent makes no parent', () => {
  const schema: StructuralSchema = {
    type: 'object',
    properties: {
      p: { type: 'object', properties: { a: { type: 'string', default: 'x' } } },
      q: { type: 'object', default: {}, properties: { a: { type: 'string', default: 'x' } } },
    },
  };
  const object = {};

  applyDefaults(object, schema);

  expect(object).toEqual({ q: { a: 'x' } });
});

const schema: StructuralSchema = {
  type: 'object',
  properties: {
    n: { type: 'integer', default: 1 },
    s: { type: 'string', nullable: true },
    list: {
      type: 'array',
      items: { type: 'object', properties: { k: { type: 'string', default: 'd' }, v: { type: 'integer' } } },
    },
    map: { type: 'object', additionalProperties: { type: 'object', properties: { z: { type: 'boolean', default: true } } } },
  },
};
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.array(tie('value')),
    fc.dictionary(fc.constantFrom('n', 's', 'list', 'map', 'k', 'v', 'z', 'other'), tie('value')),
  ),
})).value;

test('pruning and defaulting twice is the same as once', () => {
  fc.assert(
    fc.property(anything, (value) => {
      const once = cloneJson(value);
      pruneUnknown(once, schema);
      applyDefaults(once, schema);
      const twice = cloneJson(once);
      pruneUnknown(twice, schema);
      applyDefaults(twice, schema);
      expect(twice).toEqual(once);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('a value is never complained about when it did not change', () => {
  fc.assert(
    fc.property(anything, (value) => {
      expect(validateValue(value, schema, { oldValue: cloneJson(value) ?? undefined })).toEqual(
        value === null ? expect.any(Array) : [],
      );
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('null and values of another type are no members of an enum, as on kube-apiserver', () => {
  const schema = { type: 'string', enum: ['a'], nullable: true } as const;

  const messages = [null, 1].map((value) => validateValue(value, schema, { path: 'spec' }).map(({ message }) => message));

  expect(messages).toEqual([
    ['Unsupported value: null: supported values: "a"'],
    ['Invalid value: "integer": spec in body must be of type string: "integer"', 'Unsupported value: 1: supported values: "a"'],
  ]);
});
