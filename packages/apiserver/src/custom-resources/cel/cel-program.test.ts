import type { StructuralSchema } from '@capstan/schema';
import { expect, test } from 'vitest';
import { CostError, compileProgram } from './cel-program.ts';
import { typeOfSchema } from './schema-types.ts';
import { ArrayList, type Value } from './values.ts';

const schema: StructuralSchema = {
  type: 'object',
  properties: {
    i: { type: 'integer' },
    s: { type: 'string' },
    d: { type: 'number' },
    b: { type: 'boolean' },
    l: { type: 'array', items: { type: 'string' } },
    m: { type: 'object', additionalProperties: { type: 'string' } },
    o: { type: 'object', properties: { x: { type: 'integer' } } },
    ios: { 'x-kubernetes-int-or-string': true },
    open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    'a-b': { type: 'string' },
    in: { type: 'string' },
    t: { type: 'string', format: 'date-time' },
  },
};

function compile(source: string) {
  const self = typeOfSchema(schema, 'selfType', 'inside');
  if (!self) throw new Error('no type');
  return compileProgram(source, { self, oldSelf: self });
}

test.each([
  ['self.nope', 5, "undefined field 'nope'"],
  ['self.i > "a"', 8, "found no matching overload for '_>_' applied to '(int, string)'"],
  ['foo', 1, "undeclared reference to 'foo' (in container '')"],
  ['self.i.x', 7, "type 'int' does not support field selection"],
  ['self.s.nope()', 12, "undeclared reference to 'nope' (in container '')"],
  ['nope(self.s)', 5, "undeclared reference to 'nope' (in container '')"],
  ['has(self)', 5, 'invalid argument to has() macro'],
  ['has(self.nope)', 4, "undefined field 'nope'"],
  ['self.l.all(x, x > 1)', 17, "found no matching overload for '_>_' applied to '(string, int)'"],
  ['self.i.all(x, x > 1)', 5, "expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)"],
  ['self.l.all(x, x)', 15, "expected type 'bool' but found 'string'"],
  ['self.l.all(x.y, true)', 13, 'argument must be a simple name'],
  ['self.o == {"x": 1}', 8, "found no matching overload for '_==_' applied to '(selfType.o, map(string, int))'"],
  ['self.i == self.d', 8, "found no matching overload for '_==_' applied to '(int, double)'"],
  ['self.s == null', 8, "found no matching overload for '_==_' applied to '(string, null)'"],
  ['self.open.x == 1', 10, "undefined field 'x'"],
  ['1 in self.l', 3, "found no matching overload for '@in' applied to '(int, list(string))'"],
  ['self.l["a"] == "x"', 7, "found no matching overload for '_[_]' applied to '(list(string), string)'"],
  ['true ? 1 : "a"', 6, "found no matching overload for '_?_:_' applied to '(bool, int, string)'"],
  ['[1,"a"].size() == 2', 4, "expected type 'int' but found 'string'"],
  ['self.s.startsWith(1)', 18, "found no matching overload for 'startsWith' applied to 'string.(int)'"],
  ['self.b && self.s', 15, "expected type 'bool' but found 'string'"],
  ['self.s.matches("(")', 16, 'invalid matches argument'],
  ['duration("1x") == duration("1s")', 10, 'invalid duration argument'],
  ['"é" + self.nope', 11, "undefined field 'nope'"],
  ['self.`a-b` == ""', 6, "unsupported syntax: '`'"],
])('%s is refused', (source, column, message) => {
  expect(() => compile(source)).toThrow(`ERROR: <input>:1:${column}: ${message}\n | ${source}\n | `);
});

test('an error points at its place, and every error is told of', () => {
  expect(() => compile('self.i > 1 && self.nope > 2 && foo')).toThrow(
    [
      "ERROR: <input>:1:19: undefined field 'nope'",
      ' | self.i > 1 && self.nope > 2 && foo',
      ' | ..................^',
      "ERROR: <input>:1:32: undeclared reference to 'foo' (in container '')",
      ' | self.i > 1 && self.nope > 2 && foo',
      ' | ...............................^',
    ].join('\n'),
  );
});

test.each([
  'self.i < self.d',
  'self.ios == 1 || self.ios == "a"',
  'self.a__dash__b == "x" && self.__in__ == ""',
  'self.t > timestamp("2020-01-01T00:00:00Z")',
  'self.m["a"] == self.m.a',
  'self.?o.x.optMap(v, v + 1).orValue(1) == 1',
  '"%d %s".format([self.i, self.s]) == ""',
  'self.l.all(self, self == "a")',
  'self == oldSelf',
])('%s is accepted', (source) => {
  expect(compile(source).type).toBe('bool');
});

test('a text that is no expression is a syntax error at its end', () => {
  expect(() => compile('self.i +')).toThrow(
    "ERROR: <input>:1:9: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '('",
  );
});

test('a conversion that can only fail is told of at once', () => {
  expect(() => compile('int("abc") == self.i')).toThrow(
    "program instantiation failed: type conversion error from 'string' to 'int'",
  );
});

test('it is known whether a rule looks at the old value', () => {
  expect(compile('self.i == oldSelf.i').uses('oldSelf')).toBe(true);
  expect(compile('self.l.all(oldSelf, oldSelf == "")').uses('oldSelf')).toBe(false);
});

const list: Value = new ArrayList(Array.from({ length: 1000 }, (_, index) => `item ${index}`));

test.each([
  'self.all(x, self.all(y, self.all(z, true)))',
  'self.map(x, self.map(y, self + self)).size() > 0',
  'self.map(x, self.join(self.join(x))).size() > 0',
  'lists.range(1000000).size() == lists.range(1000000).size()',
])('%s ends when its budget is used up', (source) => {
  const program = compileProgram(source, { self: { name: 'list', params: [{ name: 'string', params: [] }] } });

  expect(() => program.run([list], { left: 100_000 })).toThrow(CostError);
});

test('a pattern takes linear time', () => {
  const program = compileProgram('self.matches("^(a+)+$")', { self: { name: 'string', params: [] } });

  expect(program.run([`${'a'.repeat(10_000)}b`], { left: 1_000_000 })).toBe(false);
});

test('a text that is too long or too deep is refused, not a crash', () => {
  expect(() => compile(`${'1 + '.repeat(30_000)}1 == 1`)).toThrow('expression code point size exceeds limit');
  expect(() => compile(`${'('.repeat(500)}true${')'.repeat(500)}`)).toThrow('recursion limit exceeded');
});
