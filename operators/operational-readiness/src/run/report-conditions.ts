import type { ReadinessReport, ReportStatus } from '../api/readiness-report.ts';
import type { Run } from '../api/run-fields.ts';
import type { Staleness } from './staleness.ts';

type Reasons = (typeof ReadinessReport)['conditions'];

/** A condition to be set, with a reason that its type has. */
export type ReportCondition = {
  readonly [T in keyof Reasons]: {
    readonly type: T;
    readonly status: boolean | 'Unknown';
    readonly reason: Reasons[T][number];
    readonly message: string;
  };
}[keyof Reasons];

export interface ConditionInput {
  readonly status: Pick<ReportStatus, 'phase' | 'run' | 'history'>;
  readonly stale: Staleness;
  /** Waits for a turn. */
  readonly waiting: boolean;
  readonly suspended: boolean;
}

/** What a report says in conditions. While a run goes on, Passed and Ready tell of the one before. */
export function reportConditions(input: ConditionInput): readonly ReportCondition[] {
  const { status, stale } = input;
  const { phase, run } = status;
  const shown = shownResult(status);
  const passed = passedCondition(shown);
  return [runningCondition(input), passed, staleCondition(stale), readyCondition(passed, stale), ...cleanedUp(phase, run)];
}

/** The result that counts: of the last run that ended. */
export function shownResult({ phase, run, history }: ConditionInput['status']): Result | undefined {
  if (run && phase === 'Done') return { verdict: run.verdict, reason: run.reason, explanation: run.explanation };
  return history?.[0];
}

interface Result {
  readonly verdict?: string | undefined;
  readonly reason?: string | undefined;
  readonly explanation?: string | undefined;
}

function runningCondition({ status: { phase = 'Pending', run }, waiting, suspended }: ConditionInput): ReportCondition {
  if (!run || phase === 'Done') {
    const reason = suspended ? 'Suspended' : 'Idle';
    return { type: 'Running', status: false, reason, message: suspended ? 'the profile is suspended' : 'no run is under way' };
  }
  const message = `run ${run.number}${run.attempt > 1 ? `, attempt ${run.attempt}` : ''}: ${run.message ?? run.progress ?? run.cause}`;
  return { type: 'Running', status: true, reason: waiting ? 'Waiting' : phase, message };
}

type PassedCondition = Extract<ReportCondition, { readonly type: 'Passed' }>;

function passedCondition(result: Result | undefined): PassedCondition {
  const message = result?.explanation ?? '';
  if (!result) return { type: 'Passed', status: 'Unknown', reason: 'NeverRan', message: 'no run has ended yet' };
  switch (result.verdict) {
    case 'Passed':
    case 'Failed':
      // The reasons of verdicts are those of this condition.
      return { type: 'Passed', status: result.verdict === 'Passed', reason: result.reason as PassedCondition['reason'], message };
    default:
      return { type: 'Passed', status: 'Unknown', reason: result.reason as PassedCondition['reason'], message };
  }
}

function staleCondition({ reason, message }: Staleness): ReportCondition {
  const isUnknown = reason === 'NeverRan' || reason === 'ClusterUnreachable';
  return { type: 'Stale', status: isUnknown ? 'Unknown' : reason !== 'Current', reason, message };
}

function readyCondition(passed: PassedCondition, stale: Staleness): ReportCondition {
  const common = { type: 'Ready', message: passed.message } as const;
  if (passed.reason === 'NeverRan') return { ...common, status: 'Unknown', reason: 'NeverRan' };
  const isStale = stale.reason !== 'Current' && stale.reason !== 'NeverRan';
  if (passed.reason === 'NotApplicable' && !isStale) return { ...common, status: 'Unknown', reason: 'NotApplicable' };
  if (passed.status === false) return { ...common, status: false, reason: 'Failed' };
  if (passed.status === 'Unknown' && passed.reason !== 'NotApplicable')
    return { ...common, status: 'Unknown', reason: 'Undecided', message: `${passed.reason}: ${passed.message}` };
  if (stale.reason === 'ClusterUnreachable')
    return { ...common, status: 'Unknown', reason: stale.reason, message: stale.message };
  if (stale.reason !== 'Current') return { ...common, status: 'Unknown', reason: 'Stale', message: stale.message };
  return { ...common, status: true, reason: 'Passed' };
}

function cleanedUp(phase: ReportStatus['phase'], run: Run | undefined): readonly ReportCondition[] {
  if (!run) return [];
  if (run.leftBehind !== undefined) return [{ type: 'CleanedUp', status: false, reason: 'GivenUp', message: run.leftBehind }];
  if (phase === 'Done') return [{ type: 'CleanedUp', status: true, reason: 'Removed', message: 'nothing of the run is left' }];
  return [{ type: 'CleanedUp', status: false, reason: 'InUse', message: 'a run is under way' }];
}

/** In short, for lists: `38/40 passed`. */
export function summaryOf(run: Run | undefined): string {
  const { counts, progress } = run ?? {};
  if (!counts) return progress ?? '';
  const ran = counts.passed + counts.failed + counts.known;
  const more = [
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.known > 0 ? [`${counts.known} known`] : []),
    ...(counts.unknown > 0 ? [`${counts.unknown} unknown`] : []),
  ];
  return `${counts.passed}/${ran} passed${more.length > 0 ? `, ${more.join(', ')}` : ''}`;
}
