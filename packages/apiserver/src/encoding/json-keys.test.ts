import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasDuplicateKeys, jsonKeys } from './json-keys.ts';

test('keys are told in order, with their paths', () => {
  const keys = jsonKeys('{"a": {"b:c": [1, {"d": "x,\\"y\\""}]}, "e": null}');

  expect(keys.map(({ path }) => path)).toEqual(['a', 'a.b:c', 'a.b:c[1].d', 'e']);
});

test('a key is a duplicate only within its own object', () => {
  const keys = jsonKeys('{"a":{"a":1},"b":[{"a":1},{"a":2}],"a":3}');

  expect(keys.filter(({ duplicate }) => duplicate)).toEqual([{ path: 'a', duplicate: true }]);
});

test('no value that JSON can write has duplicates', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(hasDuplicateKeys(Buffer.from(text), JSON.parse(text))).toBe(false);
      expect(jsonKeys(text).some(({ duplicate }) => duplicate)).toBe(false);
    }),
    { seed: 1 },
  );
});

test('a key that is written twice is found, wherever it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, key) => {
      const name = JSON.stringify(key);
      const text = `{"x":[${JSON.stringify(value)},{${name}:1,${name}:2}]}`;
      expect(hasDuplicateKeys(Buffer.from(text), JSON.parse(text))).toBe(true);
    }),
    { seed: 1 },
  );
});
