import { done, type Outcome, requeue } from '@capstan/runtime';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import { ReadinessReport, type ReportStatus } from '../api/readiness-report.ts';
import type { Run } from '../api/run-fields.ts';
import { storeAt } from '../archive/store-of.ts';
import { stillSelects } from '../fleet/selection.ts';
import { measurePhase } from '../readiness-metrics.ts';
import { advance } from './advance.ts';
import { announce } from './announce.ts';
import { idleReport } from './idle-report.ts';
import { removeFiles } from './outcomes.ts';
import { pruneArchives } from './prune-archives.ts';
import { summaryOf } from './report-conditions.ts';
import { clusterOf, type ReportContext } from './report-context.ts';
import { contextOf, type SharedParts } from './report-run-context.ts';
import { gotToRun, say, seenAgain, type Visit } from './report-visit.ts';
import { snapshotOf } from './resolve-profile.ts';
import { advanced, breakOff, isOver, type RunContext, type Step } from './run-step.ts';

/** Makes one step of what a report is about, and says where it stands. */
export async function reconcileReport(report: ReadinessReport, ctx: ReportContext, shared: SharedParts): Promise<Outcome> {
  const { environment, slots } = shared;
  const cluster = clusterOf(report, ctx);
  const profile = ctx.get(ReadinessProfile, { name: report.spec.profile });
  const { status = {} } = report;
  const active = status.run !== undefined && status.phase !== 'Done';
  if (!active) slots.release(report.metadata.uid);
  if (!cluster || (!active && !(profile && stillSelects(profile, cluster, report)))) return removeItself(report, ctx);
  if (cluster.metadata.deletionTimestamp !== undefined) {
    slots.release(report.metadata.uid); // the workload cluster goes, with all that is in it
    if (active) await removeFiles(contextOf(report, ctx, shared)); // others wait for the room, and its finalizers may take long
    return done();
  }
  await slots.load(() => environment.management.list(ReadinessReport, { signal: ctx.signal }));
  const context = contextOf(report, ctx, shared);
  const visit = { report, status, cluster, profile, context, ctx };
  return active ? step(visit) : idleReport(visit, environment.settings);
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
  say(visit, { ...(phase === 'Done' && gotToRun(run) ? seenAgain(status) : status), ...changes, ...ended });
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
  const { archive, history: remembered } = snapshotOf(run);
  const { management, settings, signal } = context;
  const options = { management, archiveFolder: settings.archiveFolder, signal };
  const remove = async (location: string) => (await storeAt(location, archive, options))?.remove(location, report);
  // What is not remembered cannot be removed later.
  const keep = Math.min(archive.keep, Math.max(1, remembered));
  return { ...held, history: await pruneArchives({ run, history: status.history, keep, remove }) };
}
