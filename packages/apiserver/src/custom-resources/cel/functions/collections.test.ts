import { expect, test } from 'vitest';
import { evaluate } from '../test-support/evaluate.ts';

// What kube-apiserver 1.36 answers to each expression.

test.each([
  '[1] + [2] == [1,2]',
  '{"a": 1} == {"a": 1}',
  '{"a": 1, "b": 2} == {"b": 2, "a": 1}',
  '1 in [1,2]',
  '"a" in {"a": 1}',
  '{"a": 1}.a == 1',
  'has({"a": 1}.a)',
  '[1,2][1] == 2',
  '[1,2,3].isSorted()',
  '[1,2,3].sum() == 6',
  '[1.5,2.5].sum() == 4.0',
  '[1,3,2].min() == 1',
  '[1,3,2].max() == 3',
  '[3,1,2].sort() == [1,2,3]',
  '[1,1,2].distinct() == [1,2]',
  '[1,2,3].slice(1,3) == [2,3]',
  '[[1],[2]].flatten() == [1,2]',
  '[1,2,3].reverse() == [3,2,1]',
  '[1,2].first().value() == 1',
  '[1,2].last().value() == 2',
  '[1,2,1].indexOf(1) == 0',
  '[1,2,1].lastIndexOf(1) == 2',
  '[1,2].indexOf(3) == -1',
  'lists.range(3) == [0,1,2]',
  'sets.equivalent([1,2],[2,1,1])',
  'sets.intersects([1,2],[2,3])',
  '[1,2,3].all(x, x > 0)',
  '[1,2,3].exists(x, x > 2)',
  '[1,2,3].filter(x, x > 1) == [2,3]',
  '[1,2,3].map(x, x * 2) == [2,4,6]',
  '[1,2,3].map(x, x > 1, x * 2) == [4,6]',
  '{"a": 1, "b": 2}.all(k, k != "")',
  '{"a": 1, "b": 2}.exists(k, v, k == "b" && v == 2)',
  '[1,2].all(i, v, v == i + 1)',
  '[1,2].existsOne(i, v, i == 1)',
  '{"a": 1}.transformMap(k, v, v + 1) == {"a": 2}',
  '[1,2].transformList(i, v, v * i) == [0,2]',
  '[1,2].transformList(i, v, i > 0, v) == [2]',
  '{"a": 1, "b": 2}.transformMap(k, v, v > 1, v) == {"b": 2}',
  '{"a": "b"}.transformMapEntry(k, v, {v: k}) == {"b": "a"}',
  '[0,1].exists(x, 1 / x == 1)',
  'type([]) == list',
  'type({}) == map',
  'dyn([1]) == [1.0]',
  'dyn({"a": 1}) == {"a": 1.0}',
  'optional.of(1).hasValue()',
  'optional.none().orValue(5) == 5',
  'optional.of(1).or(optional.of(2)).value() == 1',
  '{"a": {"b": 1}}.?a.b.orValue(0) == 1',
  '{"a": {"b": 1}}.?c.b.orValue(0) == 0',
  '{"a": 1}[?"b"].orValue(2) == 2',
  '[1][?5].orValue(9) == 9',
  'optional.of(2).optMap(x, x * 2).value() == 4',
  'optional.of(2).optFlatMap(x, optional.of(x * 2)).value() == 4',
  '[?optional.of(1), ?optional.none(), 3] == [1, 3]',
  '{?"a": optional.of(1), ?"b": optional.none()} == {"a": 1}',
  '[1, 2].exists(x, [3, 4].exists(y, y == x + 2))',
  '[null] == [null]',
  'size({"a": 1}) == 1',
  '[].size() == 0',
  '{}.size() == 0',
  '{1: "a"}[1] == "a"',
  '{true: 1}[true] == 1',
  '{"a": 1, "a": 2}.size() == 1',
])('%s holds', (expression) => {
  expect(evaluate(expression)).toBe(true);
});

test.each([
  '[1,2] == [2,1]',
  'has({"a": 1}.b)',
  '[2,1].isSorted()',
  'sets.intersects([1,2],[3])',
  '[1,2,3].exists_one(x, x > 1)',
  '[1,0].all(x, 1 / x > 5)',
  'optional.none().hasValue()',
  'optional.ofNonZeroValue(0).hasValue()',
])('%s does not hold', (expression) => {
  expect(evaluate(expression)).toBe(false);
});

test.each([
  ['{"a": 1}["b"] == 1', 'no such key: b'],
  ['[1,2][2] == 2', 'index out of bounds: 2'],
  ['[1,2,3].slice(1,4) == [2,3]', 'cannot slice(1, 4), list is length 3'],
  ['[0,2].exists(x, 1 / x == 1)', 'division by zero'],
  ['optional.none().value() == 1', 'optional.none() dereference'],
])('%s fails', (expression, message) => {
  expect(() => evaluate(expression)).toThrow(message.replace(/^'(.*)'$/, '$1'));
});
