import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { longest } from './longest-first.ts';

test('the test files that start first are there', () => {
  const root = new URL('../', import.meta.url);

  expect(longest.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});
