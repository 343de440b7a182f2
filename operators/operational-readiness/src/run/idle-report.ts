import { done, type Outcome, requeue } from '@capstan/runtime';
import { durationMs } from '@capstan/schema';
import { runRequestAnnotation } from '../api/names.ts';
import type { ReportStatus } from '../api/readiness-report.ts';
import { stillSelects } from '../fleet/selection.ts';
import { timestamp } from '../timestamps.ts';
import { beginRun } from './begin-run.ts';
import { observeCluster } from './observe-cluster.ts';
import { leftOf } from './phases/cleaning-up.ts';
import { gotToRun, say, seenAgain, stalenessOf, type Visit } from './report-visit.ts';
import type { RunContext } from './run-step.ts';
import { isWorkloadTrouble } from './workload-clusters.ts';

/** Looks at a cluster that is not being checked, and begins a run where one is due. */
export async function idleReport(visit: Visit, settings: RunContext['settings']): Promise<Outcome> {
  const { report, profile } = visit;
  const { now } = visit.context;
  const status = await withoutLeftovers(visit, await withSeen(visit));
  const request = report.metadata.annotations?.[runRequestAnnotation];
  const asked = request !== undefined && request !== status.handledRequest;
  const cause = asked ? `asked for: ${request}` : dueCause(visit, status, settings);
  if (profile && !stillSelects(profile, visit.cluster, { status })) {
    say(visit, status);
    return done(); // the new status is what wakes the visit that removes the report
  }
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
    return same ? seenAgain(status) : { ...seenAgain(status), seen: { state, since: timestamp(context.now) } };
  } catch (error) {
    if (!isWorkloadTrouble(error)) throw error;
    return { ...status, unseenSince: status.unseenSince ?? timestamp(context.now) };
  }
}

/** What could not be removed when the run ended is tried again, until it is gone. */
async function withoutLeftovers({ context }: Visit, status: ReportStatus): Promise<ReportStatus> {
  const { run } = status;
  if (run?.leftBehind === undefined || (await leftOf({ ...context, run })) !== undefined) return status;
  const { leftBehind: _removed, leftNamespaces: _none, ...rest } = run;
  return { ...status, run: rest };
}

function dueCause({ profile, context }: Visit, status: ReportStatus, settings: RunContext['settings']): string | undefined {
  const { run, seen } = status;
  const { now } = context;
  if (!run) return 'first run';
  if (!gotToRun(run)) {
    const again = Date.parse(run.endedAt ?? run.startedAt) + durationMs(settings.retryInterval);
    return now >= again ? `run ${run.number} did not get to check anything` : undefined;
  }
  const stale = stalenessOf(status, profile, context);
  const settled = seen !== undefined && now - Date.parse(seen.since) >= durationMs(settings.settleTime);
  const policy = profile?.spec.rerun;
  if (stale.reason === 'VersionChanged' && policy !== 'OnRequest' && settled) return stale.message;
  if (stale.reason === 'NodesChanged' && policy === 'WhenStale' && settled) return stale.message;
  if ((stale.reason === 'ProfileChanged' || stale.reason === 'KnownFailureExpired') && policy === 'WhenStale')
    return stale.message;
  return undefined;
}
