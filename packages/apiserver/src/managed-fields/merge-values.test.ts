import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareValues } from './compare-values.ts';
import { fieldsOf } from './configuration-fields.ts';
import { encodeFields, isEmpty } from './field-set.ts';
import { objectTypeOf } from './field-type.ts';
import { mergeValues } from './merge-values.ts';
import { fooSchema } from './test-support/foo-schema.ts';

const type = objectTypeOf(fooSchema);
const merged = (live: unknown, applied: unknown) => mergeValues(type, { spec: live }, { spec: applied });

test.each([
  ['a new item comes where the configuration has it', ['a', 'b'], ['x', 'b'], ['a', 'x', 'b']],
  ['the configuration decides the order of what both have', ['a', 'b', 'c'], ['c', 'a'], ['b', 'c', 'a']],
  ['items of the live list only stay', ['a', 'b'], ['c'], ['a', 'b', 'c']],
  ['an empty configuration changes nothing', ['a', 'b'], [], ['a', 'b']],
  ['duplicates that are live already become one when applied', ['a', 'a', 'b'], ['a'], ['a', 'b']],
])('in a set, %s', (_, live, applied, expected) => {
  expect(merged({ set: live }, { set: applied })).toEqual({ spec: { set: expected } });
});

test('items of a list by keys are merged, with defaults for keys left out', () => {
  const live = { items: [{ a: 1, b: 'dflt', v: 'x' }, { a: 2 }] };

  expect(merged(live, { items: [{ a: 2, v: 'y' }, { a: 1 }] })).toEqual({
    spec: {
      items: [
        { a: 2, v: 'y' },
        { a: 1, b: 'dflt', v: 'x' },
      ],
    },
  });
});

test('atomic maps and lists are replaced, granular maps merged, unknown ones too', () => {
  const live = { am: { x: '1' }, gm: { k: { q: '1' } }, anyList: ['a'], any: { m: { a: 1 }, l: [1] } };
  const applied = { am: { y: '2' }, gm: { k: { r: '2' } }, anyList: ['b'], any: { m: { b: 2 }, l: [2] } };

  expect(merged(live, applied)).toEqual({
    spec: { am: { y: '2' }, gm: { k: { q: '1', r: '2' } }, anyList: ['b'], any: { m: { a: 1, b: 2 }, l: [2] } },
  });
});

const word = fc.constantFrom('a', 'b', 'c', 'd');
const items = fc.uniqueArray(fc.record({ a: fc.integer({ min: 1, max: 5 }), v: word }), { selector: ({ a }) => a });
const spec = fc.record(
  {
    size: fc.integer(),
    set: fc.uniqueArray(word),
    items,
    am: fc.dictionary(word, word),
    gm: fc.dictionary(word, fc.record({ q: word, r: word }, { requiredKeys: [] })),
    any: fc.dictionary(word, fc.jsonValue({ maxDepth: 2 })),
    anyList: fc.array(word),
  },
  { requiredKeys: [] },
);

test('applying twice gives what applying once gave, and everything applied is there', async () => {
  const property = fc.property(spec, spec, (live, applied) => {
    const before = structuredClone([live, applied]);

    const once = merged(live, applied);

    expect(mergeValues(type, once, { spec: applied })).toEqual(once);
    expect(isEmpty(compareValues(type, { spec: applied }, once).removed)).toBe(true);
    expect([live, applied]).toEqual(before);
  });

  await fc.assert(property, { seed: 1, numRuns: 300 });
});

test('comparing an object with itself finds nothing, with nothing finds all fields that are in it', async () => {
  const property = fc.property(spec, (value) => {
    const object = { spec: value };
    const { added, modified, removed } = compareValues(type, object, structuredClone(object));
    expect([added, modified, removed].every(isEmpty)).toBe(true);

    const fromNothing = compareValues(type, {}, object);
    expect([fromNothing.modified, fromNothing.removed].every(isEmpty)).toBe(true);
    expect(encodeFields(compareValues(type, object, {}).removed)).toEqual(encodeFields(fromNothing.added));
  });

  await fc.assert(property, { seed: 1, numRuns: 300 });
});

test('a configuration owns leaves, keys and items, but not the maps it only goes through', () => {
  const applied = { spec: { size: 1, set: ['x'], items: [{ a: 1 }], am: { k: 'v' }, gm: { k: {} }, any: { m: { n: 1 } } } };

  expect(encodeFields(fieldsOf(type, applied))).toEqual({
    'f:spec': {
      'f:am': {},
      'f:any': { 'f:m': { '.': {}, 'f:n': {} } },
      'f:gm': { 'f:k': {} },
      'f:items': { 'k:{"a":1,"b":"dflt"}': { '.': {}, 'f:a': {} } },
      'f:set': { 'v:"x"': {} },
      'f:size': {},
    },
  });
});
