import { writeFile } from 'node:fs/promises';
import type { Client } from '@capstan/client';
import { Pod } from '@capstan/schema';
import { type ArchiveLimits, incomplete } from '../../archive/archive-limits.ts';
import { retrieveArchive } from '../../archive/retrieve-archive.ts';
import { isReadinessError } from '../../readiness-error.ts';
import { type AggregatorStatus, aggregatorStatus } from '../../sonobuoy/aggregator-status.ts';
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
    const found = await archiveIn(await context.workload(), context);
    if (found === undefined) return stop('AggregatorGone', "the aggregator's pod went before its results were fetched");
    if (!context.room.take(largestOf(found.status.archive, settings.archiveLimits))) {
      return wait(settings.waitingInterval, waitsForRoom, { turnWaitedUntil: timestamp(now) });
    }
    await retrieve(found, context);
    return next('Judging');
  } catch (error) {
    context.room.leave();
    if (context.signal.aborted) throw error;
    const message = error instanceof Error ? error.message : String(error);
    if (isReadinessError(error, 'ArchiveRefused')) return stop('ResultsUnreadable', message);
    if (isOver(context, timeLimits.retrieval)) return stop('ResultsIncomplete', `within ${timeLimits.retrieval}: ${message}`);
    return wait(settings.waitingInterval, message);
  }
}

const shortestTryMs = 60_000;
const waitsForRoom = 'waits until other archives have been read: together they would not fit on the disk';

/** More is not fetched. What is announced may be any number. */
function largestOf(announced: AggregatorStatus['archive'], { maxBytes }: ArchiveLimits): number {
  const { bytes = maxBytes } = announced ?? {};
  return bytes > 0 && bytes < maxBytes ? bytes : maxBytes;
}

interface Found {
  readonly workload: Client;
  readonly pod: string;
  readonly status: AggregatorStatus;
}

/** What there is to fetch; `undefined` where there is nothing any more to fetch it from. */
async function archiveIn(workload: Client, context: RunContext): Promise<Found | undefined> {
  const snapshot = snapshotOf(context.run);
  const namespace = sonobuoyNamespace(snapshot);
  const labels = 'sonobuoy-component=aggregator';
  const pods = await Array.fromAsync(workload.list(Pod, { namespace, labels, signal: stalling(context) }));
  const pod = pods.find((one) => ownership(one, ownerOf(context, snapshot.timeLimits.run)) === 'own');
  if (pod?.status?.phase !== 'Running') return undefined;
  const status = aggregatorStatus(pod);
  if (status?.state !== 'complete') throw incomplete('the aggregator does not say that it is complete');
  return { workload, pod: pod.metadata.name, status };
}

async function retrieve({ workload, pod, status }: Found, context: RunContext): Promise<void> {
  const file = archiveFile(context);
  await retrieveArchive(workload, file, {
    namespace: sonobuoyNamespace(snapshotOf(context.run)),
    pod,
    announced: status.archive,
    limits: context.settings.archiveLimits,
    signal: stalling(context),
  });
  await writeFile(`${file}.json`, JSON.stringify(status.plugins), { mode: 0o600 });
}

/** A stream that stalls is no error of its own. Short limits are for trying again, and one try may take its minute. */
function stalling({ run, signal }: RunContext): AbortSignal {
  const { retrieval } = snapshotOf(run).timeLimits;
  return AbortSignal.any([signal, AbortSignal.timeout(Math.max(limitMs(retrieval), shortestTryMs))]);
}
