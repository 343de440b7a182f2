import { expect, test } from 'vitest';
import { parseYaml } from './parse-yaml.ts';

const parse = (text: string) => parseYaml(Buffer.from(text));

test('words are read as Go reads them', async () => {
  const { value } = await parse('a: on\nb: 0644\nc: "22:22"\nd: 22:22\ne: 2001-01-01\nf: ~\n');

  expect(value).toEqual({ a: true, b: 420, c: '22:22', d: '22:22', e: '2001-01-01', f: null });
});

test('keys that stand twice in a map are told with their lines', async () => {
  const { value, duplicates } = await parse('a: 1\nb:\n  c: 1\n  c: 2\na: 3\n');

  expect(value).toEqual({ a: 3, b: { c: 2 } });
  expect(duplicates).toEqual(['line 4: key "c" already set in map', 'line 5: key "a" already set in map']);
});

test.each([
  ['a: b: c', 'yaml: mapping values are not allowed in this context'],
  ['a: 1\nb: c: d', 'yaml: line 2: mapping values are not allowed in this context'],
  ['a: [', 'yaml: line 1: did not find expected node content'],
])('%j is refused in the words of Go', async (text, message) => {
  await expect(parse(text)).rejects.toThrow(message);
});
