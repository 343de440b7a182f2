import { expect, test } from 'vitest';
import { cloneJson } from './json.ts';

test('a copy has every key of its original, those that objects inherit too', () => {
  const text = '{"a":{"__proto__":{"b":1},"constructor":{"prototype":2},"toString":null},"__proto__":[]}';

  const copy = cloneJson(JSON.parse(text));

  expect(JSON.stringify(copy)).toBe(text);
  expect(copy.a.b).toBeUndefined();
});
