import { expect, test } from 'vitest';
import { callerTimeoutMs } from './caller-timeout.ts';
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

test('a row of digits as long as a request line may be is refused at once', () => {
  const before = process.cpuUsage();
  for (let times = 0; times < 20; times++) goDurationMs('1'.repeat(15_000));

  expect(process.cpuUsage(before).user / 1000).toBeLessThan(1_000); // 20 times 180 ms where work grows with the square of the length
});

test('a handler is stopped a margin before the caller gives up, and answered for in between', () => {
  const limits = (query: string) => {
    const { abortAt, answerAt } = timeLimits(0, callerTimeoutMs(query), 10);
    return [abortAt, answerAt];
  };

  expect(limits('timeout=10s')).toEqual([9_500, 9_750]);
  expect(limits('a=b&timeout=1s')).toEqual([900, 950]);
  expect(limits('timeout=200ms')).toEqual([160, 180]);
  expect(limits('timeout=10ms')).toEqual([5, 7.5]);
});

test("a caller's timeout that says nothing leaves the handler's own", () => {
  const ofHandler = timeLimits(0, undefined, 5);

  expect(ofHandler.abortAt).toBe(4_500);
  for (const nothing of ['', 'timeout=', 'timeout=soon', 'timeout=0s', 'timeout=-1s', 'other=1s']) {
    expect(timeLimits(0, callerTimeoutMs(nothing), 5)).toEqual(ofHandler);
  }
});
