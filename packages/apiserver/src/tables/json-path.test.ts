import { expect, test } from 'vitest';
import { compileJsonPath } from './json-path.ts';

const object = {
  spec: {
    list: ['a', 'b', 'c'],
    map: { 'a.b/c': 'dots', k: 'v' },
    items: [
      { type: 'Ready', status: 'True', n: 1 },
      { type: 'Synced', status: 'False', n: 2 },
    ],
    mixed: [{ type: 'x' }, { type: true }],
  },
};

test.each([
  ['.spec.list[0]', 'a'],
  ['.spec.list[-1]', 'c'],
  ['.spec.list[*]', 'a'],
  ['.spec.list[1:3]', 'b'],
  ["['spec']['list'][1]", 'b'],
  ['$.spec.map.k', 'v'],
  ['spec.map.k', 'v'],
  ['.spec.map.a\\.b/c', 'dots'],
  [".spec.map['a.b/c']", 'dots'],
  ['.spec.items[?(@.type=="Ready")].status', 'True'],
  [".spec.items[?(@.type=='Synced')].status", 'False'],
  ['.spec.items[?(@.type!="Ready")].n', 2],
  ['.spec.items[?(@.n>1)].type', 'Synced'],
  ['.spec.items[?(@.n)].type', 'Ready'],
  ['..k', 'v'],
])('%s finds %j', (path, value) => {
  expect(compileJsonPath(path)?.(object)).toBe(value);
});

test.each([
  '.spec.nope',
  '.spec.list[9]',
  '.spec.list.k',
  '.spec.items[?(@.type=="Nope")].status',
  '.spec.mixed[?(@.type=="x")]',
])('%s finds nothing', (path) => {
  expect(compileJsonPath(path)?.(object)).toBeUndefined();
});

test.each(['.spec[', '.a{', '[?(', ".a['b]", '.a b'])('%s is no path', (path) => {
  expect(compileJsonPath(path)).toBeUndefined();
});
