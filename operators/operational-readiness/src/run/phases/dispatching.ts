import { type Client, isApiError } from '@capstan/client';
import { type InputOf, Job } from '@capstan/schema';
import { ensureChecksNamespace } from '../../probes/check-pod.ts';
import { isReadinessError } from '../../readiness-error.ts';
import { dispatch, ensure } from '../../sonobuoy/dispatch.ts';
import { removeRun } from '../../sonobuoy/remove-run.ts';
import { runObject } from '../../sonobuoy/run-object.ts';
import { timestamp } from '../../timestamps.ts';
import { type Snapshot, snapshotOf } from '../resolve-profile.ts';
import { checksNamespace, sonobuoyNamespace } from '../run-places.ts';
import { breakOff, isOver, next, ownerOf, type RunContext, type Step, wait } from '../run-step.ts';
import { attempted, sonobuoyPlan } from '../sonobuoy-plan.ts';
import { isUnreachable } from '../workload-clusters.ts';

type JobTemplate = NonNullable<InputOf<typeof Job>['spec']>['template'];

/** Makes in the workload cluster what the run consists of. */
export async function dispatching(context: RunContext): Promise<Step> {
  const snapshot = snapshotOf(context.run);
  const { settings, signal } = context;
  const over = isOver(context, snapshot.timeLimits.start);
  try {
    const workload = await context.workload();
    const plan = sonobuoyPlan(context, snapshot);
    if (plan.plugins.length > 0) await dispatch(workload, plan, { signal });
    await makeJobs(workload, snapshot, context);
    return next('Running', { progressedAt: timestamp(context.now), progress: 'dispatched' });
  } catch (error) {
    if (isReadinessError(error, 'ForeignRun')) return breakOff('ForeignRun', error.message);
    if (isReadinessError(error, 'StillRemoving')) {
      if (over) return breakOff('ForeignRun', error.message);
      await removeEarlier(await context.workload(), snapshot, context);
      return wait(settings.waitingInterval, error.message);
    }
    if (isUnreachable(error))
      return over ? breakOff('ClusterUnreachable', error.message) : wait(settings.waitingInterval, error.message);
    // A refused write (admission, a policy) may be let through later; it ends the run if not.
    if (isApiError(error)) return over ? breakOff('PluginFailed', error.message) : wait(settings.waitingInterval, error.message);
    throw error;
  }
}

async function removeEarlier(workload: Client, snapshot: Snapshot, context: RunContext): Promise<void> {
  const owner = ownerOf(context, snapshot.timeLimits.run);
  await removeRun(workload, {
    namespace: sonobuoyNamespace(snapshot),
    others: [checksNamespace(snapshot)],
    owner,
    signal: context.signal,
  });
}

async function makeJobs(workload: Client, snapshot: Snapshot, context: RunContext): Promise<void> {
  const jobs = attempted(snapshot.jobs, context.run);
  if (jobs.length === 0) return;
  const owner = ownerOf(context, snapshot.timeLimits.run);
  const namespace = checksNamespace(snapshot);
  const { signal } = context;
  await ensureChecksNamespace({ workload, namespace, owner, signal });
  for (const { name, template } of jobs) {
    const object = runObject({ owner }, Job, {
      metadata: { name, namespace, labels: { component: 'readiness-check' } },
      // The API server checks it against its own schema, and its refusal is what the report says.
      spec: { backoffLimit: 0, template: template as unknown as JobTemplate },
    });
    await ensure(workload, object, owner, { signal });
  }
}
