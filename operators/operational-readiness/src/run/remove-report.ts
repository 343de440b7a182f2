import type { Cluster } from '@capstan/capi';
import { done, type Outcome, requeue } from '@capstan/runtime';
import type { ReadinessReport } from '../api/readiness-report.ts';
import { storeAt } from '../archive/store-of.ts';
import type { Environment } from '../environment.ts';
import { limitMs } from '../timestamps.ts';
import { removeFiles } from './outcomes.ts';
import { leftOf, mayHaveMade } from './phases/cleaning-up.ts';
import { snapshotOf } from './resolve-profile.ts';
import type { RunContext } from './run-step.ts';

export interface RemoveReportOptions {
  readonly environment: Environment;
  /** `undefined` when it is gone, or another one by that name. */
  readonly cluster: Cluster | undefined;
  readonly context: RunContext;
  readonly onGivenUp: (message: string) => void;
}

/**
 * What has to go before a report may: what its run made in the workload cluster, unless that cluster goes too, and its archives.
 * Ends after the profile's limit at the latest, so that no dead cluster holds a report for ever.
 */
export async function removeReport(report: ReadinessReport, options: RemoveReportOptions): Promise<Outcome> {
  const { context, cluster, environment } = options;
  const { run } = report.status ?? {};
  const limit = run?.profile === undefined ? '15m' : snapshotOf(run).timeLimits.cleanUp;
  const isOver = environment.clock.now() - environment.firstSeenGoing(report.metadata.uid) >= limitMs(limit);
  const isOpen = report.status?.phase !== 'Done' || run?.leftBehind !== undefined;
  const mayBeLeft = run !== undefined && (mayHaveMade(run) || run.leftNamespaces !== undefined);
  if (mayBeLeft && isOpen && cluster && cluster.metadata.deletionTimestamp === undefined) {
    const left = await leftOf(context);
    if (left !== undefined && !isOver) return requeue({ after: environment.settings.waitingInterval, reason: left });
    if (left !== undefined) options.onGivenUp(`after ${limit}: ${left}`);
  }
  if (run) await removeFiles(context);
  try {
    await removeArchives(report, context);
  } catch (error) {
    if (context.signal.aborted || !isOver) throw error;
    options.onGivenUp(`after ${limit}: ${error instanceof Error ? error.message : String(error)}`);
  }
  environment.forget(report.metadata.uid);
  return done();
}

async function removeArchives(report: ReadinessReport, { management, settings, signal, run }: RunContext): Promise<void> {
  if (run.profile === undefined) return;
  const archives = [run, ...(report.status?.history ?? [])].flatMap(({ archive }) => (archive ? [archive] : []));
  const { archiveFolder } = settings;
  const { archive } = snapshotOf(run);
  for (const { location } of archives) {
    const store = await storeAt(location, archive, { management, archiveFolder, signal });
    await store?.remove(location, report);
  }
}
