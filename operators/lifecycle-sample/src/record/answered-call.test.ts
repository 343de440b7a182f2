import { expect, test } from 'vitest';
import { type RecordedCall, withCalls } from './answered-call.ts';

const call = (second: number, more: Partial<RecordedCall> = {}): RecordedCall => ({
  hook: 'BeforeClusterCreate',
  time: `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`,
  count: 1,
  request: 'sha256:a',
  answer: 'retry',
  durationMs: 1,
  ...more,
});

test('the same question answered the same way in a row is one entry that says how often and until when', () => {
  const calls = withCalls([], [call(1), call(2, { durationMs: 7 }), call(3)]);

  expect(calls).toEqual([{ ...call(1), count: 3, lastTime: '2026-01-01T00:00:03.000Z', durationMs: 7 }]);
});

test('another answer, another request or another hook is an entry of its own', () => {
  const calls = withCalls(
    [call(1)],
    [call(2, { answer: 'proceed' }), call(3, { request: 'sha256:b' }), call(4, { hook: 'GeneratePatches' })],
  );

  expect(calls).toHaveLength(4);
});

test('hooks that take turns are still counted each in its own entry', () => {
  const turns = [1, 2, 3].flatMap((second) => [
    call(second * 2, { hook: 'GeneratePatches', answer: 'provide' }),
    call(second * 2 + 1, { hook: 'ValidateTopology', answer: 'proceed' }),
  ]);

  expect(withCalls([], turns).map(({ hook, count }) => [hook, count])).toEqual([
    ['GeneratePatches', 3],
    ['ValidateTopology', 3],
  ]);
});

test('what another replica wrote meanwhile is put in the order of time', () => {
  const calls = withCalls([call(5, { hook: 'BeforeClusterUpgrade' })], [call(1), call(9, { hook: 'AfterClusterUpgrade' })]);

  expect(calls.map(({ hook }) => hook)).toEqual(['BeforeClusterCreate', 'BeforeClusterUpgrade', 'AfterClusterUpgrade']);
});

test('the oldest of more than a hundred go', () => {
  const many = Array.from({ length: 130 }, (_, index) => call(0, { request: `sha256:${index}` }));

  const calls = withCalls(many, [call(59, { request: 'sha256:newest' })]);

  expect(calls).toHaveLength(100);
  expect(calls.at(-1)?.request).toBe('sha256:newest');
});
