import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SourceOutcome } from '../results/case-result.ts';
import { mergeAttempts } from './merge-attempts.ts';
import { judge } from './verdict.ts';

const outcome = (
  cases: readonly (readonly [string, 'passed' | 'failed'])[],
  problems: SourceOutcome['problems'] = [],
): SourceOutcome => ({
  name: 'e2e',
  kind: 'Plugin',
  cases: cases.map(([name, status]) => ({ source: 'e2e', name, status })),
  problems,
});
const options = { expected: ['e2e'], knownFailures: [], now: 0 };
const first = (cases: Parameters<typeof outcome>[0], problems: SourceOutcome['problems'] = []) => {
  const verdict = judge([outcome(cases, problems)], options);
  return { sources: [...verdict.sources], cases: [...verdict.cases] };
};

test('a failed case that passes when tried again has passed, and the sums stay', () => {
  const merged = mergeAttempts(
    first([
      ['a', 'passed'],
      ['b', 'failed'],
    ]),
    [outcome([['b', 'passed']])],
  );

  expect(merged).toMatchObject({ verdict: 'Passed', counts: { passed: 2, failed: 0 }, cases: [] });
});

test('a second attempt that says nothing, or fails, leaves it failed', () => {
  const earlier = first([
    ['a', 'passed'],
    ['b', 'failed'],
  ]);

  expect(mergeAttempts(earlier, []).verdict).toBe('Failed');
  expect(mergeAttempts(earlier, [outcome([['a', 'passed']])]).verdict).toBe('Failed');
  expect(mergeAttempts(earlier, [outcome([['b', 'failed']])])).toMatchObject({ verdict: 'Failed', counts: { failed: 1 } });
});

test('what was wrong with the first attempt beside its failures is not made good by the second', () => {
  const earlier = first([['b', 'failed']], [{ reason: 'ResultsIncomplete', message: 'cut off' }]);

  expect(mergeAttempts(earlier, [outcome([['b', 'passed']])])).toMatchObject({ verdict: 'Unknown', message: 'e2e: cut off' });
});

test('a case does not pass by another of its name, nor by results that are not whole', () => {
  const earlier = first([
    ['a', 'passed'],
    ['b', 'failed'],
  ]);
  const namesakes = outcome([
    ['b', 'failed'],
    ['b', 'passed'],
  ]);
  const doubtful = outcome([['b', 'passed']], [{ reason: 'ResultsDisagree', message: 'Sonobuoy says "failed"' }]);

  expect(mergeAttempts(earlier, [namesakes]).verdict).toBe('Failed');
  expect(mergeAttempts(earlier, [doubtful]).verdict).toBe('Failed');
});

test('trying again passes exactly when each failed case passed in the second attempt', () => {
  const cases = fc.uniqueArray(
    fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('passed' as const, 'failed' as const)),
    {
      minLength: 1,
      selector: ([name]) => name,
    },
  );
  fc.assert(
    fc.property(cases, cases, (one, two) => {
      const failed = one.filter(([, status]) => status === 'failed').map(([name]) => name);
      fc.pre(failed.length > 0);

      const { verdict } = mergeAttempts(first(one), [outcome(two)]);

      const recovered = failed.every((name) => two.some(([other, status]) => other === name && status === 'passed'));
      expect(verdict === 'Passed').toBe(recovered);
    }),
  );
});
