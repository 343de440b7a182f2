import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('a delay that is longer than a timer can hold does not end at once, but when it is over', () => {
  vi.useFakeTimers();
  const month = 30 * 24 * 3_600_000; // more than 2 ** 31 - 1 ms
  let calls = 0;

  systemClock.after(month, () => (calls += 1));
  vi.advanceTimersByTime(month - 1);
  const early = calls;
  vi.advanceTimersByTime(1);

  expect([early, calls]).toEqual([0, 1]);
});

test('a long delay can be taken back after its first timer', () => {
  vi.useFakeTimers();
  const month = 30 * 24 * 3_600_000;
  let calls = 0;

  const timer = systemClock.after(month, () => (calls += 1));
  vi.advanceTimersByTime(month - 1);
  timer[Symbol.dispose]();
  vi.advanceTimersByTime(month);

  expect(calls).toBe(0);
});
