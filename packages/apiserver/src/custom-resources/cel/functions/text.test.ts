import { expect, test } from 'vitest';
import { evaluate } from '../test-support/evaluate.ts';

// What kube-apiserver 1.36 answers to each expression.

test.each([
  'size("héllo") == 5',
  'size("😀") == 1',
  '"😀abc".indexOf("a") == 1',
  '"😀abc".substring(1) == "abc"',
  '"abc".charAt(3) == ""',
  '"hello mellow".indexOf("ello") == 1',
  '"hello mellow".indexOf("ello", 2) == 7',
  '"hello mellow".indexOf("jello") == -1',
  '"hello mellow".indexOf("", 3) == 3',
  '"hello mellow".lastIndexOf("ello") == 7',
  '"hello mellow".lastIndexOf("ello", 6) == 1',
  '"hello mellow".lastIndexOf("") == 12',
  '"TacoCat".lowerAscii() == "tacocat"',
  '"TacoCÆt Xii".lowerAscii() == "tacocÆt xii"',
  '"TacoCat".upperAscii() == "TACOCAT"',
  '"  trim\\n ".trim() == "trim"',
  '"hello hello".replace("he", "we") == "wello wello"',
  '"hello hello".replace("he", "we", 1) == "wello hello"',
  '"hello".replace("", "-") == "-h-e-l-l-o-"',
  '"hello".replace("", "-", 2) == "-h-ello"',
  '"a,b,c".split(",") == ["a","b","c"]',
  '"a,b,c".split(",", 2) == ["a","b,c"]',
  '"a,b,c".split(",", 0) == []',
  '"a,b,c".split(",", 1) == ["a,b,c"]',
  '"a,b,c".split(",", -1) == ["a","b","c"]',
  '"abc".split("") == ["a","b","c"]',
  '[].join("-") == ""',
  '"abc".matches("^a.c$")',
  '"abc".matches("b")',
  '"abc".matches("(?i)B")',
  '"abc 123 def 456".find("[0-9]+") == "123"',
  '"abc".find("[0-9]+") == ""',
  '"123 abc 456".findAll("[0-9]+") == ["123","456"]',
  '"123 abc 456".findAll("[0-9]+", 1) == ["123"]',
  '"123 abc 456".findAll("[0-9]+", 0) == []',
  '"%d %s %f".format([1, "a", 1.5]) == "1 a 1.500000"',
  '"%b %o %x %X".format([5, 8, 255, 255]) == "101 10 ff FF"',
  '"%x".format(["hello"]) == "68656c6c6f"',
  '"%%".format([]) == "%"',
  '"%s".format([duration("1h30m")]) == "5400s"',
  '"%s".format([timestamp("2020-01-01T00:00:00Z")]) == "2020-01-01T00:00:00Z"',
  '"%s".format([type(1)]) == "int"',
  '"%s".format([b"abc"]) == "abc"',
  '"%b".format([true]) == "1"',
  'strings.quote("a\\n\\"b\\"") == "\\"a\\\\n\\\\\\"b\\\\\\"\\""',
  'sets.contains([1,2],[1])',
  '"abc".contains("b") && "abc".startsWith("a") && "abc".endsWith("c")',
])('%s holds', (expression) => {
  expect(evaluate(expression)).toBe(true);
});

test.each([
  '"%.2f".format([1.555]) == "1.56"',
  '"%e".format([1052.5]) == "1.052500e+03"',
  '"%.3e".format([1052.5]) == "1.053e+03"',
  '"%s".format([[1, "a", true, null]]) == "[1, a, true, null]"',
  '"%s".format([{"b": 1, "a": 2.5}]) == "{a: 2.5, b: 1}"',
])('%s does not hold', (expression) => {
  expect(evaluate(expression)).toBe(false);
});

test.each([
  ['"abc".charAt(4) == ""', 'index out of range: 4'],
  ['"abc".substring(2, 1) == ""', 'invalid substring range. start: 2, end: 1'],
  ['"abc".substring(0, 9) == ""', 'index out of range: 9'],
])('%s fails', (expression, message) => {
  expect(() => evaluate(expression)).toThrow(message.replace(/^'(.*)'$/, '$1'));
});
