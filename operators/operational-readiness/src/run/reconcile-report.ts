import type { Cluster } from '@capstan/capi';
import { done, type Outcome, requeue } from '@capstan/runtime';
import { durationMs } from '@capstan/schema';
import { runRequestAnnotation } from '../api/names.ts';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import { ReadinessReport, type ReportStatus } from '../api/readiness-report.ts';
import type { Run } from '../api/run-fields.ts';
import { storeOf } from '../archive/store-of.ts';
import { selects } from '../fleet/selection.ts';
import { gateStatus } from '../gate/gate-record.ts';
import { measurePhase } from '../readiness-metrics.ts';
import { timestamp } from '../timestamps.ts';
import { advance } from './advance.ts';
import { announce } from './announce.ts';
import { beginRun } from './begin-run.ts';
import { observeCluster } from './observe-cluster.ts';
import { leftOf } from './phases/cleaning-up.ts';
import { waitsForTurn } from './phases/preconditions.ts';
import { pruneArchives } from './prune-archives.ts';
import { reportConditions, summaryOf } from './report-conditions.ts';
import { clusterOf, type ReportContext } from './report-context.ts';
import { contextOf, type SharedParts } from './report-run-context.ts';
import { checksDigest, snapshotOf } from './resolve-profile.ts';
import { advanced, breakOff, isOver, type RunContext, type Step } from './run-step.ts';
import { holdsSlot } from './slots.ts';
import { type Staleness, staleness } from './staleness.ts';
import { isUnreachable } from './workload-clusters.ts';

/** Makes one step of what a report is about, and says where it stands. */
export async function reconcileReport(report: ReadinessReport, ctx: ReportContext, shared: SharedParts): Promise<Outcome> {
  const { environment, slots } = shared;
  const cluster = clusterOf(report, ctx);
  const profile = ctx.get(ReadinessProfile, { name: report.spec.profile });
  const { status = {} } = report;
  const active = status.run !== undefined && status.phase !== 'Done';
  if (!active) slots.release(report.metadata.uid);
  if (!cluster || (!active && !(profile && selects(profile, cluster)))) return removeItself(report, ctx);
  if (cluster.metadata.deletionTimestamp !== undefined) {
    slots.release(report.metadata.uid); // the workload cluster goes, with all that is in it
    return done();
  }
  await slots.load(() => environment.management.list(ReadinessReport, { signal: ctx.signal }));
  const context = contextOf(report, ctx, shared);
  const visit = { report, status, cluster, profile, context, ctx };
  return active ? step(visit) : rest(visit, environment.settings);
}

interface Visit {
  readonly report: ReadinessReport;
  readonly status: ReportStatus;
  readonly cluster: Cluster;
  readonly profile: ReadinessProfile | undefined;
  readonly context: RunContext;
  readonly ctx: ReportContext;
}

async function removeItself({ metadata }: ReadinessReport, ctx: ReportContext): Promise<Outcome> {
  const { name, namespace, uid } = metadata;
  await ctx.delete(ReadinessReport, { name, ...(namespace !== undefined && { namespace }) }, { preconditions: { uid } });
  return done();
}

async function step(visit: Visit): Promise<Outcome> {
  const { report, status, cluster, profile, context, ctx } = visit;
  const taken = await boundedStep(profile, context);
  const run = advanced(context.run, taken, context.now);
  const phase = taken.step === 'next' ? taken.phase : context.phase;
  const changes: Partial<ReportStatus> = { phase, run, summary: summaryOf(run) };
  if (taken.step === 'next') {
    await announce(cluster, report, { phase, run, now: context.now }, ctx);
    measurePhase((...values) => ctx.measure(...values), report.spec.profile, { phase, run });
  }
  const ended = phase === 'Done' ? await afterRun(visit, run) : {};
  say(visit, { ...status, ...changes, ...ended });
  if (taken.step === 'wait') return requeue({ after: taken.after, reason: taken.message });
  return done(); // the new status is what wakes the next step
}

/** An error is tried again with growing pauses, but not for longer than a run may take. */
async function boundedStep(profile: ReadinessProfile | undefined, context: RunContext): Promise<Step> {
  try {
    return await advance(profile, context);
  } catch (error) {
    if (context.signal.aborted || context.phase === 'CleaningUp' || context.run.profile === undefined) throw error;
    if (!isOver(context, snapshotOf(context.run).timeLimits.run)) throw error;
    return breakOff('TimeLimit', error instanceof Error ? error.message : String(error));
  }
}

/** What a run that ended leaves in the status. */
async function afterRun({ report, status, context }: Visit, run: Run): Promise<Partial<ReportStatus>> {
  const held = run.cluster && gotToRun(run) ? { validFor: run.cluster } : {};
  if (run.profile === undefined || !status.history) return held;
  const { archive } = snapshotOf(run);
  const { management, settings, signal } = context;
  const store = await storeOf(archive, { management, archiveFolder: settings.archiveFolder, signal });
  if (!store) return held;
  return { ...held, history: await pruneArchives(store, report, { run, history: status.history, keep: archive.keep }) };
}

/** Whether a run tells anything about a state of the cluster, and need not be made again by itself. */
const gotToRun = ({ reason }: Run) =>
  !['PreconditionsNotMet', 'ClusterUnreachable', 'ForeignRun', 'InvalidProfile'].includes(reason ?? '');

/** Looks at a cluster that is not being checked, and begins a run where one is due. */
async function rest(visit: Visit, settings: RunContext['settings']): Promise<Outcome> {
  const { report, profile } = visit;
  const { now } = visit.context;
  const status = await withoutLeftovers(visit, await withSeen(visit));
  const request = report.metadata.annotations?.[runRequestAnnotation];
  const asked = request !== undefined && request !== status.handledRequest;
  const cause = asked ? `asked for: ${request}` : dueCause(visit, status, settings);
  if (cause === undefined || profile?.spec.suspend === true || !profile) {
    say(visit, status);
    return requeue({ after: settings.idleInterval, reason: 'the cluster may change' });
  }
  const begun = beginRun(status, { cause, request: asked ? request : undefined, now, history: profile.spec.history });
  say(visit, { ...status, ...begun, ...(asked && { handledRequest: request }) });
  return done();
}

async function withSeen({ status, context }: Visit): Promise<ReportStatus> {
  if (!status.run) return status; // the first run looks for itself
  try {
    const { state } = await observeCluster(await context.workload(), { signal: context.signal });
    const same = status.seen?.state.nodeSet === state.nodeSet && status.seen.state.kubernetesVersion === state.kubernetesVersion;
    return same ? status : { ...status, seen: { state, since: timestamp(context.now) } };
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return status;
  }
}

/** What could not be removed when the run ended is tried again, until it is gone. */
async function withoutLeftovers({ context }: Visit, status: ReportStatus): Promise<ReportStatus> {
  const { run } = status;
  if (run?.leftBehind === undefined || (await leftOf({ ...context, run })) !== undefined) return status;
  const { leftBehind: _removed, ...rest } = run;
  return { ...status, run: rest };
}

function dueCause(
  { profile, context: { now } }: Visit,
  status: ReportStatus,
  settings: RunContext['settings'],
): string | undefined {
  const { run, seen } = status;
  if (!run) return 'first run';
  if (!gotToRun(run)) {
    const again = Date.parse(run.endedAt ?? run.startedAt) + durationMs(settings.retryInterval);
    return now >= again ? `run ${run.number} did not get to check anything` : undefined;
  }
  const stale = stalenessOf(status, profile);
  const settled = seen !== undefined && now - Date.parse(seen.since) >= durationMs(settings.settleTime);
  const policy = profile?.spec.rerun;
  if (stale.reason === 'VersionChanged' && policy !== 'OnRequest' && settled) return stale.message;
  if (stale.reason === 'NodesChanged' && policy === 'WhenStale' && settled) return stale.message;
  if (stale.reason === 'ProfileChanged' && policy === 'WhenStale') return stale.message;
  return undefined;
}

function stalenessOf(status: ReportStatus, profile: ReadinessProfile | undefined): Staleness {
  const ended = status.run && status.phase === 'Done' ? status.run : undefined;
  return staleness({
    validFor: ended && !gotToRun(ended) ? undefined : status.validFor,
    seen: status.seen?.state,
    checked: ended?.checks,
    wanted: profile && ended ? checksDigest(profile.spec) : undefined,
  });
}

/** Status and conditions, in one write. */
function say({ report, profile, ctx }: Visit, status: ReportStatus): void {
  const gate = gateStatus(report);
  const { conditions: _conditions, ...fields } = status;
  ctx.status({ ...fields, ...(gate && { gate }), observedGeneration: report.metadata.generation ?? 0 });
  const conditions = reportConditions({
    status,
    stale: stalenessOf(status, profile),
    waiting: status.run?.message === waitsForTurn && !holdsSlot({ status }),
    suspended: profile?.spec.suspend ?? false,
  });
  for (const { type, status: is, reason, message } of conditions) ctx.condition(type, is, reason as never, message); // tied to the type in ReportCondition
}
