import { expect, test } from 'vitest';
import { goDurationMs } from './go-duration.ts';
import { timeLimits } from './time-limits.ts';

test('durations are read as Go prints them', () => {
  expect(['10s', '1m30s', '1.5s', '250ms', '1h0m0s', '10µs', '.5s'].map(goDurationMs)).toEqual([
    10_000, 90_000, 1_500, 250, 3_600_000, 0.01, 500,
  ]);
});

test('what is no duration is none', () => {
  expect(['', '10', 's', '10 s', '-5s', '10sec', '1e3s', '5s;drop'].map(goDurationMs)).toEqual(Array(8).fill(undefined));
});

test('a handler is stopped a margin before the caller gives up, and answered for in between', () => {
  const limits = (timeout: string | undefined, seconds = 10) => {
    const { abortAt, answerAt } = timeLimits(0, timeout, seconds);
    return [abortAt, answerAt];
  };

  expect(limits('10s')).toEqual([9_500, 9_750]);
  expect(limits('1s')).toEqual([900, 950]);
  expect(limits('200ms')).toEqual([160, 180]);
  expect(limits('10ms')).toEqual([5, 7.5]);
});

test("a caller's timeout that says nothing leaves the handler's own", () => {
  const ofHandler = timeLimits(0, undefined, 5);

  expect(ofHandler.abortAt).toBe(4_500);
  for (const nothing of ['', 'soon', '0s', '-1s']) expect(timeLimits(0, nothing, 5)).toEqual(ofHandler);
});
