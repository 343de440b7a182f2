import { expect, test } from 'vitest';
import { RemovedCopies } from './removed-copies.ts';

test('what was removed is remembered for a minute', () => {
  let now = 0;
  const removed = new RemovedCopies(() => now);
  removed.add('first');
  now = 59_999;
  removed.add('second');
  const within = removed.has('first');
  now = 60_000;

  expect(within).toBe(true);
  expect(['first', 'second', 'third'].map((uid) => removed.has(uid))).toEqual([false, true, false]);
});
