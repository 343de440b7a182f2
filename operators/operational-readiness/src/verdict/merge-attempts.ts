import type { CaseResult, Counts, Run, SourceResult } from '../api/run-fields.ts';
import type { SourceOutcome } from '../results/case-result.ts';
import type { Verdict } from './verdict.ts';

/**
 * The verdict over an earlier attempt and the one that tried its failed cases again. A case that passed in either has passed;
 * one that the second attempt says nothing about stays failed, as does one that another of its name failed beside, and one of
 * a source whose second results are not whole.
 */
export function mergeAttempts(earlier: Pick<Run, 'sources' | 'cases'>, outcomes: readonly SourceOutcome[]): Verdict {
  const again = outcomes.filter(({ problems }) => problems.length === 0).flatMap(({ cases }) => cases);
  const keysOf = (cases: readonly CaseResult[]) => new Set(cases.map(caseKey));
  const notPassed = keysOf(again.filter(({ status }) => status !== 'passed'));
  const passed = keysOf(again).difference(notPassed);
  const before = earlier.cases ?? [];
  const recovered = before.filter((one) => one.status === 'failed' && passed.has(caseKey(one)));
  const cases = before.filter((one) => !recovered.includes(one));
  const sources = (earlier.sources ?? []).map((source) => withRecovered(source, recovered));
  const counts = sources.reduce((sum, source) => add(sum, source.counts), zero);
  const ran = counts.passed + counts.failed + counts.known;
  const unknown = sources.find(({ verdict }) => verdict === 'Unknown');
  const common = { sources, counts, cases };
  if (counts.failed > 0) {
    const message = `${counts.failed} of ${ran} cases failed, also when tried again`;
    return { ...common, verdict: 'Failed', reason: 'CasesFailed', message };
  }
  if (unknown) {
    return {
      ...common,
      verdict: 'Unknown',
      reason: 'ResultsMissing',
      message: `${unknown.name}: ${unknown.message ?? 'undecided'}`,
    };
  }
  const message = `${counts.passed} of ${ran} cases passed, ${recovered.length} of them when tried again`;
  return { ...common, verdict: 'Passed', reason: counts.known > 0 ? 'KnownFailuresOnly' : 'AllPassed', message };
}

const caseKey = ({ source, node = '', name }: CaseResult) => `${source}\n${node}\n${name}`;
const zero: Counts = { passed: 0, failed: 0, skipped: 0, known: 0, unknown: 0 };

const add = (left: Counts, right: Counts = zero): Counts => ({
  passed: left.passed + right.passed,
  failed: left.failed + right.failed,
  skipped: left.skipped + right.skipped,
  known: left.known + right.known,
  unknown: left.unknown + right.unknown,
});

function withRecovered(source: SourceResult, recovered: readonly CaseResult[]): SourceResult {
  const count = recovered.filter((one) => one.source === source.name).length;
  if (count === 0 || !source.counts) return source;
  const counts = { ...source.counts, failed: source.counts.failed - count, passed: source.counts.passed + count };
  const undecided = source.message !== undefined; // it had problems beside its failures
  return { ...source, counts, verdict: counts.failed > 0 ? 'Failed' : undecided ? 'Unknown' : 'Passed' };
}
