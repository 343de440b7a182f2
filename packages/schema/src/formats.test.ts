import { expect, test } from 'vitest';
import { formats } from './formats.ts';
import recorded from './test-support/recorded-formats.json' with { type: 'json' };

test.each(Object.entries(recorded))(
  '%s is judged as kube-apiserver 1.36.3 judged the same values',
  (format, { accepted, refused }) => {
    const judge = formats[format] ?? (() => true);

    expect(accepted.filter((value) => !judge(value))).toEqual([]);
    expect(refused.filter((value) => judge(value))).toEqual([]);
  },
);

test.each(Object.keys(formats))('a very long text that is almost a %s is refused without backtracking', (format) => {
  // A pattern that backtracks would run into the test's time limit.
  const almost = [`${'a'.repeat(300_000)}!`, `${'1'.repeat(300_000)} x`, `${'a.'.repeat(200_000)}@`, `${'a '.repeat(200_000)}<`];

  expect(almost.filter((text) => formats[format]?.(text))).toEqual([]);
});
