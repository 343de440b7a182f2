import type { Cluster } from '@capstan/capi';
import { durationMs } from '@capstan/schema';
import type { ReadinessProfile } from '../api/readiness-profile.ts';
import type { ReadinessReport, ReportStatus } from '../api/readiness-report.ts';
import type { Run } from '../api/run-fields.ts';
import { gateStatus } from '../gate/gate-record.ts';
import { waitsForTurn } from './phases/preconditions.ts';
import { reportConditions } from './report-conditions.ts';
import type { ReportContext } from './report-context.ts';
import { checksDigest, snapshotOf } from './resolve-profile.ts';
import type { RunContext } from './run-step.ts';
import { holdsSlot } from './slots.ts';
import { type Staleness, staleness } from './staleness.ts';

/** One reconcile of a report whose cluster is there. */
export interface Visit {
  readonly report: ReadinessReport;
  readonly status: ReportStatus;
  readonly cluster: Cluster;
  readonly profile: ReadinessProfile | undefined;
  readonly context: RunContext;
  readonly ctx: ReportContext;
}

/** Status and conditions, in one write. */
export function say({ report, profile, context, ctx }: Visit, status: ReportStatus): void {
  const gate = gateStatus(report);
  const { conditions: _conditions, ...fields } = status;
  ctx.status({ ...fields, ...(gate && { gate }), observedGeneration: report.metadata.generation ?? 0 });
  const conditions = reportConditions({
    status,
    stale: stalenessOf(status, profile, context),
    waiting: status.run?.message === waitsForTurn && !holdsSlot({ status }),
    suspended: profile?.spec.suspend ?? false,
  });
  for (const { type, status: is, reason, message } of conditions) ctx.condition(type, is, reason as never, message); // tied to the type in ReportCondition
}

/** Whether what a report shows is about the cluster as it is. */
export function stalenessOf(
  status: ReportStatus,
  profile: ReadinessProfile | undefined,
  { now, settings }: RunContext,
): Staleness {
  const { unseenSince } = status;
  const isUnseen = unseenSince !== undefined && now - Date.parse(unseenSince) >= durationMs(settings.unseenLimit);
  const ended = status.run && status.phase === 'Done' ? status.run : undefined;
  return staleness({
    validFor: ended && !gotToRun(ended) ? undefined : status.validFor,
    seen: status.seen?.state,
    checked: ended?.checks,
    wanted: profile && ended ? checksDigest(profile.spec) : undefined,
    expired: ended && expiredIn(ended, now),
    unseenSince: isUnseen ? unseenSince : undefined,
  });
}

/** The status once the cluster could be looked at. */
export function seenAgain({ unseenSince: _over, ...status }: ReportStatus): ReportStatus {
  return status;
}

/** The name of a known failure that counted when the run was judged, and does not now. */
function expiredIn(run: Run, now: number): string | undefined {
  if (run.reason !== 'KnownFailuresOnly') return undefined;
  const since = Date.parse(run.startedAt);
  return snapshotOf(run).knownFailures.find(({ expires }) => Date.parse(expires) > since && Date.parse(expires) <= now)?.name;
}

/** Whether a run tells anything about a state of the cluster, and need not be made again by itself. */
export const gotToRun = ({ reason }: Run) =>
  !['PreconditionsNotMet', 'ClusterUnreachable', 'ForeignRun', 'InvalidProfile'].includes(reason ?? '');
