import type { Client } from '@capstan/client';
import { Job, Node, Pod } from '@capstan/schema';
import type { ProbeState, Run } from '../../api/run-fields.ts';
import { probeStates } from '../../probes/run-probes.ts';
import { type AggregatorStatus, aggregatorStatus, describeProgress } from '../../sonobuoy/aggregator-status.ts';
import { ownership } from '../../sonobuoy/dispatch.ts';
import { limitMs, timestamp } from '../../timestamps.ts';
import { type Snapshot, snapshotOf } from '../resolve-profile.ts';
import { checksNamespace, sonobuoyNamespace } from '../run-places.ts';
import { next, ownerOf, phaseStart, type RunContext, type Step, wait } from '../run-step.ts';
import { attempted } from '../sonobuoy-plan.ts';
import { type Cause, causeOf, troubleOf } from '../watchdog.ts';
import { isWorkloadTrouble } from '../workload-clusters.ts';

/** Follows what was made until all of it has ended, or until it is clear that it won't. */
export async function running(context: RunContext): Promise<Step> {
  const snapshot = snapshotOf(context.run);
  try {
    const workload = await context.workload();
    const seen = await look(workload, snapshot, context);
    return decide(seen, snapshot, context);
  } catch (error) {
    if (!isWorkloadTrouble(error)) throw error;
    return bounded({ reason: 'ClusterUnreachable', message: error.message }, {}, snapshot, context);
  }
}

interface Seen {
  readonly sonobuoy: AggregatorStatus | 'none' | 'silent' | 'gone';
  readonly jobs: readonly { readonly name: string; readonly ended: boolean }[];
  readonly probes: readonly ProbeState[];
  readonly cause: Cause | undefined;
}

async function look(workload: Client, snapshot: Snapshot, context: RunContext): Promise<Seen> {
  const { run, signal } = context;
  const namespace = checksNamespace(snapshot);
  const probing = { workload, namespace, owner: ownerOf(context, snapshot.timeLimits.run), signal };
  const sinceMs = context.now - phaseStart(context);
  const probes = await probeStates(attempted(snapshot.probes, run), run.probes ?? [], { ...probing, sinceMs });
  const jobs = [];
  for (const { name } of attempted(snapshot.jobs, run)) {
    const job = await workload.find(Job, { name, namespace }, { signal });
    jobs.push({ name, ended: !job || hasEnded(job) });
  }
  const plugins = attempted(snapshot.plugins, run).length > 0;
  return {
    probes,
    jobs,
    ...(plugins ? await lookAtSonobuoy(workload, snapshot, context) : { sonobuoy: 'none', cause: undefined }),
  };
}

async function lookAtSonobuoy(
  workload: Client,
  snapshot: Snapshot,
  context: RunContext,
): Promise<Pick<Seen, 'sonobuoy' | 'cause'>> {
  const { signal } = context;
  const namespace = sonobuoyNamespace(snapshot);
  const owner = ownerOf(context, snapshot.timeLimits.run);
  const pods = await Array.fromAsync(workload.list(Pod, { namespace, labels: 'component=sonobuoy', signal }));
  // Somebody may have removed this run, and begun one of their own in its place.
  const aggregator = pods.find(
    (pod) => pod.metadata.labels?.['sonobuoy-component'] === 'aggregator' && ownership(pod, owner) === 'own',
  );
  if (!aggregator)
    return { sonobuoy: 'gone', cause: { reason: 'AggregatorGone', message: `the aggregator's pod is gone from ${namespace}` } };
  const { phase } = aggregator.status ?? {};
  if (phase === 'Failed' || phase === 'Succeeded') {
    const ended = aggregator.status?.containerStatuses?.[0]?.state?.terminated;
    const why = ended ? `: exit code ${ended.exitCode} ${ended.message ?? ended.reason ?? ''}`.trimEnd() : '';
    return {
      sonobuoy: 'gone',
      cause: { reason: 'AggregatorGone', message: `the aggregator has ended, and its results with it${why}` },
    };
  }
  const nodes = await Array.fromAsync(workload.list(Node, { signal }));
  return { sonobuoy: aggregatorStatus(aggregator) ?? 'silent', cause: causeOf(pods.filter(isUnderWay), nodes) };
}

const isUnderWay = ({ status, metadata }: Pod) =>
  metadata.deletionTimestamp === undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';

const hasEnded = ({ status }: Job) =>
  status?.conditions?.some(({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True') ?? false;

function decide(seen: Seen, snapshot: Snapshot, context: RunContext): Step {
  const { run, now } = context;
  const { sonobuoy } = seen;
  const says = typeof sonobuoy === 'object' ? describeProgress(sonobuoy) : sonobuoy;
  const open = [...seen.jobs.filter(({ ended }) => !ended), ...seen.probes.filter(({ state }) => state === 'Waiting')];
  const parts = [...(says === 'none' ? [] : [says]), ...open.map(({ name }) => `${name} open`)];
  const progress = parts.join(', ').slice(0, 1024); // what the workload cluster says may be of any length
  const moved = progress !== run.progress;
  const changes: Partial<Run> = { probes: [...seen.probes], progress, ...(moved && { progressedAt: timestamp(now) }) };
  const complete = sonobuoy === 'none' || (typeof sonobuoy === 'object' && sonobuoy.state === 'complete');
  if (complete && open.length === 0) return next(sonobuoy === 'none' ? 'Judging' : 'Retrieving', changes);
  if (sonobuoy === 'gone' && seen.cause) return stop(seen.cause, changes, context);
  return bounded(complete ? undefined : seen.cause, changes, snapshot, context);
}

/** Goes on for as long as the profile's limits allow. */
function bounded(cause: Cause | undefined, changes: Partial<Run>, { timeLimits }: Snapshot, context: RunContext): Step {
  const { run, now, settings } = context;
  const trouble = troubleOf(cause, run.trouble, now);
  if (trouble && cause && now - Date.parse(trouble.since) > limitMs(timeLimits.start)) {
    return stop({ ...cause, message: `for ${timeLimits.start}: ${cause.message}` }, changes, context);
  }
  if (now > Date.parse(ownerOf(context, timeLimits.run).expiresAt)) {
    return stop(
      { reason: 'TimeLimit', message: `it has not ended within ${timeLimits.run}: ${changes.progress ?? run.progress ?? ''}` },
      changes,
      context,
    );
  }
  const progressedAt = changes.progressedAt ?? run.progressedAt ?? timestamp(now);
  if (now - Date.parse(progressedAt) > limitMs(timeLimits.silence)) {
    return stop(
      { reason: 'Silent', message: `nothing has moved for ${timeLimits.silence}: ${changes.progress ?? run.progress ?? ''}` },
      changes,
      context,
    );
  }
  // An explicit undefined takes an old one away.
  const step: Partial<Run> = { ...changes, ...({ trouble } as Partial<Run>) };
  return wait(settings.runningInterval, trouble?.message ?? changes.progress ?? run.progress ?? '', step);
}

function stop(cause: Cause, changes: Partial<Run>, { now }: RunContext): Step {
  return next('Judging', { ...changes, stopped: { ...cause, message: cause.message.slice(0, 1024), since: timestamp(now) } });
}
