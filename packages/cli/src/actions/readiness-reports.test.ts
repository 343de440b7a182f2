import { expect, test } from 'vitest';
import { table } from './readiness-reports.ts';

test('what a check said neither moves the cursor nor breaks the columns', () => {
  const rows = [
    ['CASE', 'MESSAGE'],
    ['a\u001b[2J', 'failed\nTrue'],
    ['b', 'passed'],
  ];

  expect(table(rows).split('\n')).toEqual(['CASE         MESSAGE', String.raw`a\u001b[2J   failed\nTrue`, 'b            passed']);
});
