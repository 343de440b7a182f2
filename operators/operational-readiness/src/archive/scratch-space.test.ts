import { expect, test } from 'vitest';
import { ScratchSpace } from './scratch-space.ts';

test('archives and their copies take no more room together than there is', () => {
  const space = new ScratchSpace(1000);

  expect(['a', 'b', 'c'].map((uid) => space.take(uid, 200))).toEqual([true, true, false]);
  space.release('a');
  expect(space.take('c', 200)).toBe(true);
});

test('one that has room may ask again, and one that is larger than all of it gets it alone', () => {
  const space = new ScratchSpace(1000);

  expect([space.take('a', 900), space.take('a', 900), space.take('b', 1)]).toEqual([true, true, false]);
  space.release('a');
  expect(space.take('b', 1)).toBe(true);
  expect(space.take('a', 900)).toBe(false);
});

test('what is there after a restart counts, whether there was room or not', () => {
  const space = new ScratchSpace(1000);
  space.hold('a', 400);
  space.hold('b', 400);

  expect(space.take('c', 1)).toBe(false);
});
