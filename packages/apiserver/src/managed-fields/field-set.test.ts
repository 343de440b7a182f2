import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeFields,
  difference,
  differenceBelow,
  emptySet,
  encodeFields,
  formatPath,
  has,
  intersection,
  isEmpty,
  pathsOf,
  setOf,
  union,
} from './field-set.ts';

const element = fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:"y"', 'i:1');
const path = fc.array(element, { minLength: 1, maxLength: 3 });
const set = fc.array(path, { maxLength: 8 }).map(setOf);

test('fields are read, and written sorted: names, then keys, values and indices', () => {
  const fields = {
    'i:2': {},
    'v:10': {},
    'v:"b"': {},
    'v:9': {},
    'k:{"port":443}': {},
    'k:{ "protocol": "TCP", "port": 80 }': { 'f:port': {}, '.': {} },
    'f:spec': { 'f:b': {}, 'f:a': { 'f:x': {} } },
    'q:unknown': {},
  };

  expect(JSON.stringify(encodeFields(decodeFields(fields)))).toBe(
    JSON.stringify({
      'f:spec': { 'f:a': { 'f:x': {} }, 'f:b': {} },
      'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} },
      'k:{"port":443}': {},
      'v:9': {},
      'v:10': {},
      'v:"b"': {},
      'i:2': {},
    }),
  );
});

test.each([
  ['no object', []],
  ['a key that is too short', { f: {} }],
  ['a key without a colon', { spec: {} }],
  ['keys that are no JSON', { 'k:{x}': {} }],
  ['an index that is no number', { 'i:x': {} }],
  ['something else than fields below', { 'f:a': true }],
])('%s is not a set of fields', (_, fields) => {
  expect(() => decodeFields(fields)).toThrow(SyntaxError);
});

test('what HTML would take for its own is escaped, as Kubernetes does', () => {
  expect(encodeFields(decodeFields({ 'v:"a<b>&c"': {} }))).toEqual({ 'v:"a\\u003cb\\u003e\\u0026c"': {} });
});

test('paths are told in the words of messages, members of a level before what is below', () => {
  const fields = {
    'f:spec': { '.': {}, 'f:list': { 'k:{"name":"x","port":80}': { '.': {}, 'f:a': {} } } },
    'f:z': { 'v:"s"': {} },
  };

  expect(pathsOf(decodeFields(fields)).map(formatPath)).toEqual([
    '.spec',
    '.spec.list[name="x",port=80]',
    '.spec.list[name="x",port=80].a',
    '.z[="s"]',
  ]);
});

test('a difference takes members one by one, or with all that is below them', () => {
  const all = setOf([['f:a'], ['f:a', 'f:b'], ['f:c']]);

  expect(difference(all, setOf([['f:a']]))).toEqual(setOf([['f:a', 'f:b'], ['f:c']]));
  expect(differenceBelow(all, setOf([['f:a']]))).toEqual(setOf([['f:c']]));
});

test('sets obey the laws of sets, and what is written is read back', async () => {
  const property = fc.property(set, set, path, (left, right, probe) => {
    const [inLeft, inRight] = [has(left, probe), has(right, probe)];

    expect(has(union(left, right), probe)).toBe(inLeft || inRight);
    expect(has(intersection(left, right), probe)).toBe(inLeft && inRight);
    expect(has(difference(left, right), probe)).toBe(inLeft && !inRight);
    expect(isEmpty(difference(left, left))).toBe(true);
    expect(union(difference(left, right), intersection(left, right))).toEqual(left);
    expect(decodeFields(encodeFields(left))).toEqual(left);
  });

  await fc.assert(property, { seed: 1, numRuns: 500 });
});

test('nothing is in the empty set, and the object itself is in no set', () => {
  expect(isEmpty(setOf([[]]))).toBe(true);
  expect(has(emptySet, [])).toBe(false);
});
