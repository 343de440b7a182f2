import { expect, test } from 'vitest';
import { RemovedCopies } from './removed-copies.ts';

test('what was removed is remembered for ten minutes, and forgotten when something else is removed later', () => {
  let now = 0;
  const removed = new RemovedCopies(() => now);
  removed.add('first');
  now = 599_999;
  removed.add('second');
  const within = removed.has('first');
  now = 600_000;
  removed.add('third');

  expect(within).toBe(true);
  expect(['first', 'second', 'third'].map((uid) => removed.has(uid))).toEqual([false, true, true]);
});
