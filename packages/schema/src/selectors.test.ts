import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatLabelSelector,
  labelSelectorOf,
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
} from './index.ts';

test.each([
  ['a=b', { a: 'b' }, true],
  ['a==b', { a: 'c' }, false],
  ['a!=b', {}, true],
  ['a!=b', { a: 'b' }, false],
  ['a in (b, c)', { a: 'c' }, true],
  ['a notin (b)', {}, true],
  ['a notin (b)', { a: 'b' }, false],
  ['a', { a: '' }, true],
  ['!a', { a: '' }, false],
  ['a>1', { a: '2' }, true],
  ['a<1', { a: '2' }, false],
  ['a>1', { a: 'x' }, false],
  ['a=', { a: '' }, true],
  ['a=b,c', { a: 'b' }, false],
  ['', { a: 'b' }, true],
  ['constructor', {}, false],
])('%s on %j is %s', (text, labels, expected) => {
  expect(matchesLabels(parseLabelSelector(text), labels as Record<string, string>)).toBe(expected);
});

test.each([
  ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ['==a', "found '==', expected: !, identifier, or 'end of string'"],
  ['a in b', "unable to parse requirement: found 'b' expected: '('"],
  ['a>x', "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer"],
  ['a=b,', "found '', expected: identifier after ','"],
])('%s does not parse, and says so as kube-apiserver does', (text, message) => {
  expect(() => parseLabelSelector(text)).toThrow(message);
});

test('what is formatted parses to the same requirements', () => {
  const key = fc.constantFrom('a', 'b.c/d', 'x-y');
  const value = fc.constantFrom('', '1', 'v-1', 'V_2');
  const requirement = fc.oneof(
    fc.record({ key, operator: fc.constantFrom('=' as const, '==' as const, '!=' as const), values: fc.tuple(value) }),
    fc.record({
      key,
      operator: fc.constantFrom('in' as const, 'notin' as const),
      values: fc.uniqueArray(value, { minLength: 1 }).map((values) => values.sort()),
    }),
    fc.record({ key, operator: fc.constantFrom('exists' as const, '!' as const), values: fc.constant([]) }),
  );
  fc.assert(
    fc.property(fc.array(requirement), (selector) => {
      expect(parseLabelSelector(formatLabelSelector(selector))).toEqual(selector);
    }),
    { seed: 1 },
  );
});

test('a structured selector means what its expressions say', () => {
  const selector = labelSelectorOf({ matchLabels: { a: 'b' }, matchExpressions: [{ key: 'c', operator: 'DoesNotExist' }] });

  expect(matchesLabels(selector, { a: 'b' })).toBe(true);
  expect(matchesLabels(selector, { a: 'b', c: '' })).toBe(false);
  expect(() => labelSelectorOf({ matchExpressions: [{ key: 'c', operator: 'Near' }] })).toThrow(
    '"Near" is not a valid label selector operator',
  );
});

test('field selectors compare with = and !=, and say what does not parse', () => {
  const fields = (name: string) => ({ 'metadata.name': 'x', 'spec.odd': 'a,b' })[name];

  expect(matchesFields(parseFieldSelector('metadata.name=x,metadata.namespace!=y'), fields)).toBe(true);
  expect(matchesFields(parseFieldSelector('metadata.name==y'), fields)).toBe(false);
  expect(matchesFields(parseFieldSelector('spec.odd=a\\,b'), fields)).toBe(true);
  expect(() => parseFieldSelector('metadata.name')).toThrow(
    "invalid selector: 'metadata.name'; can't understand 'metadata.name'",
  );
});
