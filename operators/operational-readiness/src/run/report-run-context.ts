import { ReadinessProfile } from '../api/readiness-profile.ts';
import type { ReadinessReport } from '../api/readiness-report.ts';
import type { Run } from '../api/run-fields.ts';
import type { ScratchSpace } from '../archive/scratch-space.ts';
import type { Environment } from '../environment.ts';
import { timestamp } from '../timestamps.ts';
import type { ReportContext } from './report-context.ts';
import type { Room, RunContext } from './run-step.ts';
import type { Slots } from './slots.ts';

export interface SharedParts {
  readonly environment: Environment;
  readonly slots: Slots;
}

/** What the steps of a report's run work with. */
export function contextOf(
  report: ReadinessReport,
  ctx: Pick<ReportContext, 'get' | 'signal'>,
  { environment, slots }: SharedParts,
): RunContext {
  const { settings } = environment;
  const now = environment.clock.now();
  const limits = {
    profile: ctx.get(ReadinessProfile, { name: report.spec.profile })?.spec.parallel ?? 1,
    fleet: settings.parallel,
  };
  const { namespace } = report.metadata;
  const cluster = { name: report.spec.cluster, ...(namespace !== undefined && { namespace }) };
  return {
    report,
    run: report.status?.run ?? noRun(now),
    phase: report.status?.phase ?? 'Pending',
    management: environment.management,
    workload: () => environment.clusters.client(cluster),
    settings,
    now,
    signal: ctx.signal,
    alone: (work) => environment.oneAtATime(work),
    isFull: () => slots.isFull(report, limits),
    admit: () => slots.take(report, limits),
    room: roomOf(environment.scratch, report),
  };
}

const roomOf = (scratch: ScratchSpace, { metadata: { uid } }: ReadinessReport): Room => ({
  take: (bytes) => scratch.take(uid, bytes),
  hold: (bytes) => scratch.hold(uid, bytes),
  leave: () => scratch.release(uid),
});

const noRun = (now: number): Run => ({ number: 0, attempt: 1, cause: '', startedAt: timestamp(now), phases: [] });
