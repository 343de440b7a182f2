import { expect, test } from 'vitest';
import { printable, printableLine } from './printable.ts';

test.each([
  ['clearing the screen', '\u001b[2Jgone', '\\u001b[2Jgone'],
  ['overwriting the line', 'failed\rpassed', 'failed\\u000dpassed'],
  ['deleting', 'no\b\b\u007f', 'no\\u0008\\u0008\\u007f'],
  ['an 8-bit control sequence', '\u009b2J', '\\u009b2J'],
  ['another direction of reading', 'a\u202eb', 'a\\u202eb'],
  ['what people write', 'größer → 日本 👍\n\ttabs', 'größer → 日本 👍\n\ttabs'],
])('%s is shown and not done', (_what, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('JSON stays the JSON it is', () => {
  const value = { message: '\u001b[2J\u009b\u007f\u202e\n' };

  expect(JSON.parse(printable(JSON.stringify(value, null, 2)))).toEqual(value);
});

test('a message on one line cannot pass for other lines', () => {
  expect(printableLine('fine\n✓ all passed')).toBe('fine\\n✓ all passed');
});
