import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CaseResult } from '../api/run-fields.ts';
import type { SourceOutcome } from '../results/case-result.ts';
import { judge } from './verdict.ts';

const now = Date.parse('2026-11-21T00:00:00Z');
const known = { name: 'flaky*', owner: 'net-team', expires: '2026-12-01T00:00:00Z', why: 'issue 7' };
const options = (expected: readonly string[]) => ({ expected, knownFailures: [known], now });

const anyCase = fc.record<CaseResult>({
  source: fc.constant('e2e'),
  name: fc.constantFrom('a', 'b', 'flaky one'),
  status: fc.constantFrom('passed', 'failed', 'skipped', 'unknown'),
});
const anyOutcome = (name: string): fc.Arbitrary<SourceOutcome> =>
  fc.record({
    name: fc.constant(name),
    kind: fc.constant('Plugin'),
    cases: fc.array(anyCase, { maxLength: 6 }),
    problems: fc.array(fc.constant({ reason: 'ResultsIncomplete' as const, message: 'cut off' }), { maxLength: 1 }),
  });
const names = ['one', 'two', 'three'];
const anyOutcomes = fc.subarray(names).chain((chosen) => fc.tuple(...chosen.map(anyOutcome)));

test('a verdict is green only if everything expected brought whole results, with a case that passed and none that failed', () => {
  fc.assert(
    fc.property(anyOutcomes, fc.subarray(names), (outcomes: readonly SourceOutcome[], expected) => {
      const { verdict } = judge(outcomes, options(expected));

      const failing = (status: CaseResult) => status.status === 'failed' && !status.name.startsWith('flaky');
      const green =
        expected.length > 0 &&
        expected.every((name) => outcomes.some((outcome) => outcome.name === name)) &&
        outcomes.every(
          ({ cases, problems }) =>
            problems.length === 0 &&
            cases.some(({ status }) => status === 'passed') &&
            cases.every((one) => one.status !== 'unknown' && !failing(one)),
        );
      expect(verdict === 'Passed').toBe(green);
    }),
    { numRuns: 500 },
  );
});

test('taking results away from a run never turns it green', () => {
  fc.assert(
    fc.property(fc.tuple(...names.map(anyOutcome)), fc.nat(2), fc.nat(5), (outcomes, source, from) => {
      const before = judge(outcomes, options(names)).verdict;
      const less = outcomes.map((outcome, index) =>
        index === source
          ? {
              ...outcome,
              cases: outcome.cases.slice(0, from),
              problems: [{ reason: 'ResultsIncomplete' as const, message: 'cut off' }],
            }
          : outcome,
      );

      const after = judge(less, options(names)).verdict;

      if (before !== 'Passed') expect(after).not.toBe('Passed');
      expect(after).not.toBe('Passed');
    }),
  );
});

test('trouble with the run as a whole decides nothing, whatever its results say', () => {
  const outcome: SourceOutcome = {
    name: 'one',
    kind: 'Plugin',
    cases: [{ source: 'one', name: 'a', status: 'passed' }],
    problems: [],
  };

  const verdict = judge([outcome], {
    ...options(['one']),
    trouble: { reason: 'AggregatorGone', message: 'the aggregator is gone' },
  });

  expect(verdict).toMatchObject({ verdict: 'Unknown', reason: 'AggregatorGone', message: 'the aggregator is gone' });
});

test('a known failure counts until it expires, and then says whose it was', () => {
  const cases: readonly CaseResult[] = [
    { source: 'one', name: 'a', status: 'passed' },
    { source: 'one', name: 'flaky b', status: 'failed', message: 'boom' },
  ];
  const outcome: SourceOutcome = { name: 'one', kind: 'Plugin', cases, problems: [] };

  const before = judge([outcome], options(['one']));
  const after = judge([outcome], { ...options(['one']), now: Date.parse('2026-12-02T00:00:00Z') });

  expect(before).toMatchObject({ verdict: 'Passed', reason: 'KnownFailuresOnly', counts: { known: 1 } });
  expect(after).toMatchObject({ verdict: 'Failed', reason: 'CasesFailed', message: '1 of 2 cases failed' });
  expect(after.cases[0]?.message).toBe('was known until 2026-12-01T00:00:00Z, with net-team\nboom');
});

test('failures that are all known, with nothing that passed, decide nothing', () => {
  const outcome: SourceOutcome = {
    name: 'one',
    kind: 'Plugin',
    cases: [{ source: 'one', name: 'flaky b', status: 'failed' }],
    problems: [],
  };

  expect(judge([outcome], options(['one']))).toMatchObject({ verdict: 'Unknown', reason: 'NothingRan' });
});
