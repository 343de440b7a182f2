import { expect, test } from 'vitest';
import { clockLine, lifeLine } from './tell-life.ts';

const entry = {
  type: 'call',
  hook: 'BeforeClusterUpgrade',
  seconds: 3,
  handlers: ['gate.x'],
  answer: 'wait',
  retryAfterSeconds: 5,
  tookMs: 1,
  repeats: 0,
  waitedSeconds: 0,
} as const;

test('what an extension says is one message, whatever is in it', () => {
  const message = 'wait\u001b[2J\r\nforged';
  const shown = String.raw`: wait\u001b[2J\u000d\nforged`;

  expect(lifeLine({ ...entry, message })?.endsWith(shown)).toBe(true);
  expect(clockLine('-', 'BeforeClusterDelete', message).endsWith(shown)).toBe(true);
});

test('a long message has a line of its own', () => {
  const message = `${'long '.repeat(30)}\u001b`;

  expect(lifeLine({ ...entry, message })).toMatch(/waits 5 s:\n {13}long long .*\\u001b$/);
});
