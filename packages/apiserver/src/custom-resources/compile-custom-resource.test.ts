import type { StructuralSchema } from '@capstan/schema';
import { expect, test } from 'vitest';
import type { MutableObject, ServedVersion } from '../resources/served-kind.ts';
import { compileCustomResource } from './compile-custom-resource.ts';
import { rootSchema } from './root-schema.ts';

function compile(spec: StructuralSchema, subresources: ServedVersion['subresources'] = { status: false, others: [] }) {
  const { whole, schemaVersion } = rootSchema({ type: 'object', properties: { spec } });
  return compileCustomResource({
    version: 'v1',
    schema: whole,
    schemaVersion,
    columns: [],
    subresources,
    verbs: [],
    selectableFields: [],
  });
}

const resource = (spec: unknown): MutableObject => ({ apiVersion: 'ex.io/v1', kind: 'Rule', metadata: { name: 'a' }, spec });

function errorsOf(schema: StructuralSchema, spec: unknown, old?: unknown): string[] {
  const errors = compile(schema).validate(resource(spec), old === undefined ? undefined : resource(old));
  return errors.map(({ type, field, message }) => `${type} ${field}: ${message}`);
}

const rules = (...validations: NonNullable<StructuralSchema['x-kubernetes-validations']>) => ({
  'x-kubernetes-validations': validations,
});
const ruled: StructuralSchema = {
  type: 'object',
  properties: {
    x: { type: 'integer' },
    y: { type: 'string', maxLength: 5 },
    list: { type: 'array', items: { type: 'integer' } },
    keyed: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
      items: {
        type: 'object',
        properties: { k: { type: 'string' }, v: { type: 'integer', ...rules({ rule: 'self >= oldSelf' }) } },
      },
    },
    texts: {
      type: 'object',
      additionalProperties: {
        type: 'string',
        ...rules({ rule: "self != 'bad'", message: 'bad', reason: 'FieldValueForbidden' }),
      },
    },
    words: {
      type: 'array',
      'x-kubernetes-list-type': 'set',
      items: { type: 'string', ...rules({ rule: "self != 'bad'", message: 'bad' }) },
    },
    ios: { 'x-kubernetes-int-or-string': true },
    made: { type: 'string' },
  },
  ...rules(
    { rule: '!has(self.x) || self.x < 10', messageExpression: '"x is " + string(self.x)', fieldPath: '.x' },
    { rule: '!has(self.x) || self.x != 5', reason: 'FieldValueRequired', message: 'five' },
    { rule: '!has(self.x) || 10 / self.x > 0' },
    { rule: '!has(self.list) || self.list[3] > 0', message: 'fourth' },
    { rule: '!has(self.y) || !has(oldSelf.y) || self.y == oldSelf.y', message: 'y is immutable' },
    { rule: '!has(self.ios) || self.ios > 1', message: 'ios' },
    { rule: "!has(self.made) || oldSelf.hasValue() || self.made == 'new'", optionalOldSelf: true, message: 'created with new' },
  ),
};

test.each<[unknown, string[]]>([
  [{}, []],
  [{ x: 3 }, []],
  [{ x: 10 }, ['FieldValueInvalid spec.x: Invalid value: x is 10']],
  [{ x: 5 }, ['FieldValueRequired spec: Required value: five']],
  [
    { x: 0 },
    ['FieldValueInvalid spec: Invalid value: "object": division by zero evaluating rule: !has(self.x) || 10 / self.x > 0'],
  ],
  [{ list: [1] }, ['FieldValueInvalid spec: Invalid value: "object": index out of bounds: 3 evaluating rule: fourth']],
  [
    { ios: 'a' },
    [
      `FieldValueInvalid spec: Invalid value: "object": 'no such overload': call arguments did not match a supported operator, function or macro signature for rule: ios`,
    ],
  ],
  [{ ios: 2 }, []],
  [{ made: 'old' }, ['FieldValueInvalid spec: Invalid value: created with new']],
  [{ made: 'new' }, []],
  [{ texts: { a: 'good', b: 'bad' } }, ['FieldValueForbidden spec.texts[b]: Forbidden: bad']],
])('rules on %j', (spec, errors) => {
  expect(errorsOf(ruled, spec)).toEqual(errors);
});

test('rules about changes look at what was there before, item by item where keys tell which', () => {
  expect(errorsOf(ruled, { y: 'b' }, { y: 'a' })).toEqual(['FieldValueInvalid spec: Invalid value: y is immutable']);
  expect(errorsOf(ruled, { y: 'b' }, {})).toEqual([]);
  expect(errorsOf(ruled, { made: 'old' }, {})).toEqual([]);
  expect(
    errorsOf(
      ruled,
      {
        keyed: [
          { k: 'b', v: 1 },
          { k: 'a', v: 2 },
        ],
      },
      { keyed: [{ k: 'a', v: 3 }] },
    ),
  ).toEqual(['FieldValueInvalid spec.keyed[1].v: Invalid value: 2: failed rule: self >= oldSelf']);
});

test('what was wrong before and did not change is let be', () => {
  expect(errorsOf(ruled, { x: 20 }, { x: 20 })).toEqual([]);
  expect(errorsOf(ruled, { x: 20, made: 'new' }, { x: 20 })).toContain('FieldValueInvalid spec.x: Invalid value: x is 20');
});

test('of a list without keys, what was wrong before is let be as long as the list did not change', () => {
  const words = ['good', 'bad'];
  expect(errorsOf(ruled, { words, made: 'new' }, { words })).toEqual([]);
  expect(errorsOf(ruled, { words: ['bad'] }, { words })).toEqual(['FieldValueInvalid spec.words[0]: Invalid value: "bad": bad']);
});

test('rules are not evaluated on values of the wrong type', () => {
  expect(errorsOf(ruled, { x: 'ten' })).toEqual([
    'FieldValueTypeInvalid spec.x: Invalid value: "string": spec.x in body must be of type integer: "string"',
    'FieldValueInvalid <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
  ]);
});

test('a rule at the root sees the name', () => {
  const { whole } = rootSchema({ type: 'object', ...rules({ rule: "self.metadata.name != 'a'", message: 'not a' }) });
  const compiled = compileCustomResource({
    version: 'v1',
    schema: whole,
    schemaVersion: 1,
    columns: [],
    subresources: { status: false, others: [] },
    verbs: [],
    selectableFields: [],
  });

  expect(compiled.validate(resource({})).map(({ message }) => message)).toEqual(['Invalid value: not a']);
});

test('a rule compares what it cannot see into, so that it can be immutable', () => {
  const open: StructuralSchema = {
    type: 'object',
    properties: { open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
    ...rules({ rule: 'self.open == oldSelf.open', message: 'immutable' }),
  };

  expect(errorsOf(open, { open: { a: 1 } }, { open: { a: 2 } })).toEqual(['FieldValueInvalid spec: Invalid value: immutable']);
  expect(errorsOf(open, { open: { a: [1] } }, { open: { a: [1] } })).toEqual([]);
});

test('an embedded resource needs its version, kind and good labels', () => {
  const schema: StructuralSchema = {
    type: 'object',
    'x-kubernetes-embedded-resource': true,
    'x-kubernetes-preserve-unknown-fields': true,
  };

  expect(errorsOf(schema, {})).toEqual([
    'FieldValueRequired spec.apiVersion: Required value',
    'FieldValueRequired spec.kind: Required value',
  ]);
  expect(errorsOf(schema, { apiVersion: 'a/b/c', kind: '' })).toEqual([
    'FieldValueInvalid spec.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
    'FieldValueInvalid spec.kind: Invalid value: "": must not be empty',
  ]);
  expect(errorsOf(schema, { apiVersion: 'v1', kind: 'X', metadata: { labels: { 'a b': 'c' } } })[0]).toMatch(
    /^FieldValueInvalid spec.metadata.labels: Invalid value: "a b": name part must consist of/,
  );
});

test('fields that the scale subresource reads must be counts', () => {
  const compiled = compile(
    { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    { status: false, others: [], scale: { specReplicasPath: '.spec.n', statusReplicasPath: '.status.n' } },
  );
  const messages = (n: unknown) => compiled.validate(resource({ n })).map(({ field, message }) => `${field}: ${message}`);

  expect(messages(3)).toEqual([]);
  expect(messages('x')).toEqual(['.spec.n: Invalid value: 0: .spec.n accessor error: x is of the type string, expected int64']);
  expect(messages(-1)).toEqual(['.spec.n: Invalid value: -1: should be a non-negative integer']);
});

test('unknown fields are dropped and told of, defaults filled in; metadata is pruned too', () => {
  const compiled = compile({ type: 'object', properties: { n: { type: 'integer', default: 1 } } });
  const object = resource({ zz: 1 });
  object.metadata['yy'] = 1;
  const unknown: string[] = [];

  compiled.prune(object, (path) => unknown.push(path));
  compiled.applyDefaults(object);

  expect(object).toEqual(resource({ n: 1 }));
  expect(unknown).toEqual(['metadata.yy', 'spec.zz']);
});
