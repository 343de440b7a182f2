import { expect, test } from 'vitest';
import type { MutableObject } from '../../resources/served-kind.ts';
import { definitionStrategy } from '../definition-strategy.ts';
import { thingWithSchema, thingWithSpec } from '../test-support/definitions.ts';

const root = 'spec.validation.openAPIV3Schema';

/** What is wrong, with `SPEC` for the path of the schema of `spec`. */
function errorsOf(definition: MutableObject): string[] {
  definitionStrategy.prepareCreate?.(definition);
  const errors = definitionStrategy.validate?.(definition, undefined) ?? [];
  return errors.map(({ field, message }) =>
    `${field}: ${message}`.replace(`${root}.properties[spec]`, 'SPEC').replace(root, 'ROOT'),
  );
}

const keyed = { type: 'object', properties: { k: { type: 'string' } } };

test.each<[string, unknown, string[]]>([
  ['a string', { type: 'string' }, []],
  ['nothing', {}, ['SPEC.type: Required value: must not be empty for specified object fields']],
  [
    'untyped items',
    { type: 'array', items: {} },
    ['SPEC.items.type: Required value: must not be empty for specified array items'],
  ],
  ['no items', { type: 'array' }, ['SPEC.items: Required value: must be specified']],
  [
    'the type null',
    { type: 'null' },
    [
      'SPEC.type: Unsupported value: "null": supported values: "array", "boolean", "integer", "number", "object", "string"',
      'SPEC.type: Forbidden: type cannot be set to null, use nullable as an alternative',
    ],
  ],
  [
    'properties and additional ones',
    { ...keyed, additionalProperties: { type: 'string' } },
    ['SPEC.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive'],
  ],
  [
    'unique items',
    { type: 'array', uniqueItems: true, items: { type: 'string' } },
    ['SPEC.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic'],
  ],
  ['a reference', { $ref: '#/x' }, ['SPEC.$ref: Forbidden: $ref is not supported']],
  [
    'types in a combination',
    { type: 'object', anyOf: [{ type: 'object' }, { not: { type: 'string' } }] },
    [
      'SPEC.anyOf[0].type: Forbidden: must be empty to be structural',
      'SPEC.anyOf[1].not.type: Forbidden: must be empty to be structural',
    ],
  ],
  [
    'what only describes in a combination',
    { type: 'object', oneOf: [{ description: 'd', nullable: true, default: {}, title: 't', additionalProperties: true }] },
    [
      'SPEC.oneOf[0].additionalProperties: Forbidden: must be undefined to be structural',
      'SPEC.oneOf[0].default: Forbidden: must be undefined to be structural',
      'SPEC.oneOf[0].description: Forbidden: must be empty to be structural',
      'SPEC.oneOf[0].nullable: Forbidden: must be false to be structural',
      'SPEC.oneOf[0].title: Forbidden: must be empty to be structural',
    ],
  ],
  ['integer or string', { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }, []],
  [
    'integer or string, and more',
    { 'x-kubernetes-int-or-string': true, allOf: [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, { pattern: '^a' }] },
    [],
  ],
  ['anything', { 'x-kubernetes-preserve-unknown-fields': true }, []],
  [
    'an embedded resource without fields',
    { type: 'object', 'x-kubernetes-embedded-resource': true },
    [
      'SPEC.properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
    ],
  ],
  [
    'a list type of what is no list',
    { type: 'string', 'x-kubernetes-list-type': 'set' },
    ['SPEC.type: Invalid value: "string": must be array if x-kubernetes-list-type is specified'],
  ],
  [
    'a list map whose key may be absent',
    { type: 'array', items: keyed, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] },
    [
      'SPEC.items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
    ],
  ],
  [
    'a list map without keys',
    { type: 'array', items: keyed, 'x-kubernetes-list-type': 'map' },
    ['SPEC.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map'],
  ],
  [
    'a set of objects',
    { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'set' },
    ['SPEC.items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set'],
  ],
  [
    'a default of another type',
    { type: 'string', default: 1 },
    ['SPEC.default: Invalid value: "integer":  in body must be of type string: "integer"'],
  ],
  [
    'a default with unknown fields',
    { ...keyed, default: { b: 1 } },
    ['SPEC.default: Invalid value: {"b":1}: must not have unknown fields'],
  ],
  [
    'a pattern that looks around',
    { type: 'string', pattern: '(?=x)' },
    [
      `SPEC.pattern: Invalid value: "(?=x)": must be a valid regular expression, but isn't: error parsing regexp: invalid or unsupported Perl syntax: \`(?=\``,
    ],
  ],
])('a schema of %s', (_, spec, errors) => {
  expect(errorsOf(thingWithSpec(spec))).toEqual(errors);
});

test('the root must be an object that does not restrict metadata', () => {
  expect(errorsOf(thingWithSchema({ type: 'string' }))).toEqual([
    'ROOT.type: Invalid value: "string": must be object at the root',
  ]);
  expect(errorsOf(thingWithSchema({ properties: { spec: { anyOf: [{ type: 'string' }] } } }))).toEqual([
    'SPEC.anyOf[0].type: Forbidden: must be empty to be structural',
    'SPEC.type: Required value: must not be empty for specified object fields',
    'ROOT.type: Required value: must not be empty at the root',
  ]);
  expect(
    errorsOf(
      thingWithSchema({
        type: 'object',
        properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } },
      }),
    ),
  ).toEqual([
    'ROOT.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified',
  ]);
  expect(
    errorsOf(
      thingWithSchema({
        type: 'object',
        properties: { metadata: { type: 'object', properties: { name: { type: 'string', pattern: '^a' } } } },
      }),
    ),
  ).toEqual([]);
});

const withRule = (rule: object, schema: object = { type: 'object', properties: { n: { type: 'integer' } } }) =>
  errorsOf(thingWithSpec({ ...schema, 'x-kubernetes-validations': [rule] }));

test('a rule that does not compile is shown with the place of its mistake', () => {
  expect(withRule({ rule: 'self.nope > 1' })).toEqual([
    String.raw`SPEC.x-kubernetes-validations[0].rule: Invalid value: {"Rule":"self.nope \u003e 1","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:5: undefined field 'nope'` +
      '\n | self.nope > 1\n | ....^',
  ]);
});

test.each<[object, string]>([
  [{ rule: ' ' }, 'rule: Required value: rule is not specified'],
  [{ rule: 'true', message: ' ' }, 'message: Invalid value: " ": must be non-empty if specified'],
  [{ rule: 'true', message: 'a\nb' }, 'message: Invalid value: "a\\nb": must not contain line breaks'],
  [{ rule: 'true\n&& true' }, 'message: Required value: message must be specified if rule contains line breaks'],
  [{ rule: 'true', fieldPath: '.nope' }, 'fieldPath: Invalid value: ".nope": must be a valid path'],
  [{ rule: 'true', reason: 'Foo' }, 'reason: Unsupported value: "Foo": supported values: "FieldValueDuplicate"'],
  [
    { rule: 'true', optionalOldSelf: true },
    'optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule',
  ],
])('a rule written as %j is refused', (rule, error) => {
  expect(withRule(rule)).toEqual([expect.stringContaining(`SPEC.x-kubernetes-validations[0].${error}`)]);
});

test('a rule must be about a truth, and its message a text', () => {
  expect(withRule({ rule: 'self.n' })).toEqual([expect.stringMatching(/: cel expression must evaluate to a bool$/)]);
  expect(withRule({ rule: 'true', messageExpression: '1' })).toEqual([
    expect.stringMatching(
      /^SPEC.x-kubernetes-validations\[0\].messageExpression: .*: messageExpression must evaluate to a string$/,
    ),
  ]);
});

test('a rule about a change can only stand where it is known what something was before', () => {
  const change = { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] };

  expect(errorsOf(thingWithSpec({ type: 'array', items: change }))).toEqual([
    `SPEC.items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within ROOT.properties[spec]`,
  ]);
  expect(errorsOf(thingWithSpec({ type: 'object', additionalProperties: change }))).toEqual([]);
});
