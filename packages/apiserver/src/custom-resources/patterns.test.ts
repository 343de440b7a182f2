import { expect, test } from 'vitest';
import { compilePattern } from './patterns.ts';

test.each([
  ['^[a-z]+$', 'abc', 'aBc'],
  ['^v[0-9]{1,3}$', 'v12', 'v1234'],
  ['^a\\.b$', 'a.b', 'axb'],
  ['b', 'abc', 'ac'],
  ['^(a|b)+$', 'abab', 'abc'],
  ['(?i)ABC', 'xabcx', 'xabx'],
])('%s matches %s, not %s', (pattern, matching, other) => {
  expect(compilePattern(pattern)(matching)).toBe(true);
  expect(compilePattern(pattern)(other)).toBe(false);
});

test('a pattern on which others would hang takes no time', () => {
  expect(compilePattern('^(a+)+$')(`${'a'.repeat(50_000)}b`)).toBe(false);
  expect(compilePattern('^a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a{20}$')('a'.repeat(20))).toBe(true);
});

test.each(['(?=x)', '(a)\\1', '[', '(?<!a)b'])('%s is no pattern', (pattern) => {
  expect(() => compilePattern(pattern)).toThrow();
});
