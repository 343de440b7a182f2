import type { KnownFailure } from '../api/readiness-profile.ts';
import type { UndecidedReason } from '../api/readiness-report.ts';
import type { CaseResult, Counts, SourceResult } from '../api/run-fields.ts';
import { counted } from '../counted.ts';
import type { Problem, SourceOutcome } from '../results/case-result.ts';
import { withKnownFailures } from './known-failures.ts';

/** What a run shows about a cluster. */
export interface Verdict {
  readonly verdict: 'Passed' | 'Failed' | 'Unknown';
  readonly reason: 'AllPassed' | 'KnownFailuresOnly' | 'CasesFailed' | UndecidedReason;
  readonly message: string;
  readonly sources: readonly SourceResult[];
  readonly counts: Counts;
  /** All cases that need attention, failures first. */
  readonly cases: readonly CaseResult[];
}

export interface JudgeOptions {
  /** Names of everything that had to run. */
  readonly expected: readonly string[];
  readonly knownFailures: readonly KnownFailure[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What keeps the run as a whole from being decided. */
  readonly trouble?: Problem;
}

/**
 * Judges a run. **Guarantees**: Passed needs every expected source to have brought whole results with at least one case that
 * passed and none that failed, but as known; anything less decides nothing.
 */
export function judge(outcomes: readonly SourceOutcome[], options: JudgeOptions): Verdict {
  const marked = outcomes.map((outcome) => ({
    ...outcome,
    cases: withKnownFailures(outcome.cases, options.knownFailures, options.now),
  }));
  const missing = options.expected.filter((name) => !outcomes.some((outcome) => outcome.name === name));
  const problems: readonly (Problem & { readonly source?: string })[] = [
    ...(options.trouble ? [options.trouble] : []),
    ...missing.map((source) => ({ source, reason: 'ResultsMissing' as const, message: 'it brought nothing' })),
    ...marked.flatMap((outcome) => problemsOf(outcome).map((problem) => ({ ...problem, source: outcome.name }))),
  ];
  const cases = marked.flatMap((outcome) => outcome.cases);
  return {
    ...decide(problems, countsOf(cases), options.expected.length),
    sources: marked.map(sourceResult),
    counts: countsOf(cases),
    cases: attention(cases),
  };
}

/** What a source does not say of itself, but its cases do. */
export function problemsOf({ cases, problems }: SourceOutcome): readonly Problem[] {
  if (problems.length > 0) return problems;
  const { passed, failed, known, skipped, unknown } = countsOf(cases);
  if (unknown > 0) return [{ reason: 'ResultsUnreadable', message: `${counted(unknown, 'case')} without an outcome` }];
  if (passed > 0 || failed > 0) return [];
  if (skipped > 0 && known === 0) return [{ reason: 'AllSkipped', message: `${counted(skipped, 'case')}, all skipped` }];
  return [{ reason: 'NothingRan', message: known > 0 ? 'no case passed: all failed as known' : 'it brought no case' }];
}

function decide(
  problems: readonly (Problem & { readonly source?: string })[],
  counts: Counts,
  expected: number,
): Pick<Verdict, 'verdict' | 'reason' | 'message'> {
  const ran = counts.passed + counts.failed + counts.known;
  const [first] = problems;
  if (counts.failed > 0) {
    const also = first ? `; also ${describe(first)}` : '';
    return { verdict: 'Failed', reason: 'CasesFailed', message: `${counts.failed} of ${counted(ran, 'case')} failed${also}` };
  }
  if (first) {
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    return { verdict: 'Unknown', reason: first.reason, message: `${describe(first)}${more}` };
  }
  if (counts.passed === 0 || expected === 0) return { verdict: 'Unknown', reason: 'NothingRan', message: 'nothing ran' };
  if (counts.known > 0) {
    const message = `${counts.passed} of ${counted(ran, 'case')} passed, ${counts.known} failed as known`;
    return { verdict: 'Passed', reason: 'KnownFailuresOnly', message };
  }
  return { verdict: 'Passed', reason: 'AllPassed', message: `${counts.passed} of ${counted(ran, 'case')} passed` };
}

const describe = ({ source, message }: Problem & { readonly source?: string }) =>
  source === undefined ? message : `${source}: ${message}`;

function sourceResult(outcome: SourceOutcome): SourceResult {
  const counts = countsOf(outcome.cases);
  const problems = problemsOf(outcome);
  const verdict = counts.failed > 0 ? 'Failed' : problems.length > 0 ? 'Unknown' : 'Passed';
  const message = problems
    .map((problem) => problem.message)
    .join('; ')
    .slice(0, 1024);
  return { name: outcome.name, kind: outcome.kind, verdict, counts, ...(message !== '' && { message }) };
}

export function countsOf(cases: readonly CaseResult[]): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0, known: 0, unknown: 0 };
  for (const { status } of cases) counts[status] += 1;
  return counts;
}

const urgency = { failed: 0, unknown: 1, known: 2, skipped: 3, passed: 4 } as const;

function attention(cases: readonly CaseResult[]): readonly CaseResult[] {
  return cases
    .filter(({ status }) => urgency[status] < 3)
    .toSorted((left, right) => urgency[left.status] - urgency[right.status]);
}
