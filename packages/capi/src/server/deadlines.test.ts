import { expect, test } from 'vitest';
import { ManualClock } from '../test-support/manual-clock.ts';
import { Deadlines } from './deadlines.ts';

test('each deadline calls back at its time, in whatever order they were added', () => {
  const clock = new ManualClock(0);
  using deadlines = new Deadlines(clock);
  const called: number[] = [];
  for (const at of [300, 100, 200]) deadlines.add(at, () => called.push(at));

  clock.advance(100);
  expect(called).toEqual([100]);
  clock.advance(100);
  expect(called).toEqual([100, 200]);
  clock.advance(100);
  expect(called).toEqual([100, 200, 300]);
});

test('a deadline that was taken back does not call', () => {
  const clock = new ManualClock(0);
  using deadlines = new Deadlines(clock);
  const called: string[] = [];
  const taken = deadlines.add(100, () => called.push('taken'));
  deadlines.add(200, () => called.push('kept'));

  taken[Symbol.dispose]();
  clock.advance(1_000);

  expect(called).toEqual(['kept']);
});

test('a deadline set from within another is kept', () => {
  const clock = new ManualClock(0);
  using deadlines = new Deadlines(clock);
  const called: number[] = [];
  deadlines.add(100, () => deadlines.add(150, () => called.push(clock.now())));

  clock.advance(100);
  clock.advance(50);

  expect(called).toEqual([150]);
});

test('disposing ends them all', () => {
  const clock = new ManualClock(0);
  const deadlines = new Deadlines(clock);
  const called: number[] = [];
  deadlines.add(100, () => called.push(100));

  deadlines[Symbol.dispose]();
  clock.advance(1_000);

  expect(called).toEqual([]);
});

test('a clock that is set back in the meantime does not put a deadline off', () => {
  let setBack = 0;
  const clock = new ManualClock(10_000);
  using deadlines = new Deadlines({ now: () => clock.now() - setBack, after: (ms, callback) => clock.after(ms, callback) });
  const called: string[] = [];
  deadlines.add(10_100, () => called.push('due'));

  setBack = 5_000;
  clock.advance(100);

  expect(called).toEqual(['due']);
});
