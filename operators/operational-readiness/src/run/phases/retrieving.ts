import { writeFile } from 'node:fs/promises';
import type { Client } from '@capstan/client';
import { Pod } from '@capstan/schema';
import { incomplete } from '../../archive/archive-limits.ts';
import { retrieveArchive } from '../../archive/retrieve-archive.ts';
import { isReadinessError } from '../../readiness-error.ts';
import { aggregatorStatus } from '../../sonobuoy/aggregator-status.ts';
import { ownership } from '../../sonobuoy/dispatch.ts';
import { limitMs, timestamp } from '../../timestamps.ts';
import { snapshotOf } from '../resolve-profile.ts';
import { archiveFile, sonobuoyNamespace } from '../run-places.ts';
import { isOver, next, ownerOf, type RunContext, type Step, wait } from '../run-step.ts';

/** Fetches the archive of results, into a file that the next phase reads. */
export async function retrieving(context: RunContext): Promise<Step> {
  const { settings, now } = context;
  const { timeLimits } = snapshotOf(context.run);
  const stop = (reason: string, message: string) =>
    next('Judging', { stopped: { reason, message: message.slice(0, 1024), since: timestamp(now) } });
  try {
    const gone = await retrieve(await context.workload(), context);
    return gone === undefined ? next('Judging') : stop('AggregatorGone', gone);
  } catch (error) {
    if (context.signal.aborted) throw error;
    const message = error instanceof Error ? error.message : String(error);
    if (isReadinessError(error, 'ArchiveRefused')) return stop('ResultsUnreadable', message);
    if (isOver(context, timeLimits.retrieval)) return stop('ResultsIncomplete', `within ${timeLimits.retrieval}: ${message}`);
    return wait(settings.waitingInterval, message);
  }
}

const shortestTryMs = 60_000;

/** Says so when there is nothing to fetch it from any more. */
async function retrieve(workload: Client, context: RunContext): Promise<string | undefined> {
  const { run, settings } = context;
  const snapshot = snapshotOf(run);
  const { timeLimits } = snapshot;
  // A stream that stalls is no error of its own. Short limits are for trying again, and one try may take its minute.
  const stalled = AbortSignal.timeout(Math.max(limitMs(timeLimits.retrieval), shortestTryMs));
  const signal = AbortSignal.any([context.signal, stalled]);
  const namespace = sonobuoyNamespace(snapshot);
  const labels = 'sonobuoy-component=aggregator';
  const pods = await Array.fromAsync(workload.list(Pod, { namespace, labels, signal }));
  const pod = pods.find((one) => ownership(one, ownerOf(context, timeLimits.run)) === 'own');
  if (pod?.status?.phase !== 'Running') return "the aggregator's pod went before its results were fetched";
  const status = aggregatorStatus(pod);
  if (status?.state !== 'complete') throw incomplete('the aggregator does not say that it is complete');
  const file = archiveFile(context);
  await retrieveArchive(workload, file, {
    namespace,
    pod: pod.metadata.name,
    announced: status.archive,
    limits: settings.archiveLimits,
    signal,
  });
  await writeFile(`${file}.json`, JSON.stringify(status.plugins), { mode: 0o600 });
  return undefined;
}
