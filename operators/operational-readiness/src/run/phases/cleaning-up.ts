import { isApiError } from '@capstan/client';
import type { Run } from '../../api/run-fields.ts';
import { removeRun } from '../../sonobuoy/remove-run.ts';
import { timestamp } from '../../timestamps.ts';
import { removeFiles } from '../outcomes.ts';
import { snapshotOf } from '../resolve-profile.ts';
import { checksNamespace, sonobuoyNamespace } from '../run-places.ts';
import { isOver, next, ownerOf, type RunContext, type Step, wait } from '../run-step.ts';
import { isUnreachable } from '../workload-clusters.ts';

/** Takes away what the run made, and waits until it is gone; then ends the run, or tries its failed cases again. */
export async function cleaningUp(context: RunContext): Promise<Step> {
  const { run, settings } = context;
  await removeFiles(context);
  if (!mayHaveMade(run)) return ended(context);
  const { timeLimits } = snapshotOf(run);
  const left = await leftOf(context);
  if (left !== undefined && !isOver(context, timeLimits.cleanUp)) return wait(settings.waitingInterval, left);
  if (left !== undefined) return ended(context, `after ${timeLimits.cleanUp}: ${left}`);
  if (run.verdict === undefined && run.retrying && run.retrying.length > 0) {
    return next('Dispatching', { attempt: run.attempt + 1, probes: [] });
  }
  return ended(context);
}

/** Whether a run got far enough to make anything in the workload cluster. */
export function mayHaveMade(run: Run): boolean {
  if (run.profile === undefined) return false;
  const makesPods = snapshotOf(run).preconditions.some(({ type }) => type === 'Images' || type === 'Storage');
  return makesPods || run.phases.some(({ name }) => name === 'Dispatching');
}

/** What is still there, in words. */
export async function leftOf(
  context: Pick<RunContext, 'report' | 'run' | 'now' | 'signal' | 'workload'>,
): Promise<string | undefined> {
  const snapshot = snapshotOf(context.run);
  const namespace = sonobuoyNamespace(snapshot);
  try {
    const options = {
      namespace,
      others: [checksNamespace(snapshot)],
      owner: ownerOf(context, snapshot.timeLimits.run),
      signal: context.signal,
    };
    return (await removeRun(await context.workload(), options))
      ? undefined
      : `namespace ${namespace} and what came with it is being removed`;
  } catch (error) {
    if (isUnreachable(error) || isApiError(error)) return error.message;
    throw error;
  }
}

function ended({ run, now }: RunContext, leftBehind?: string): Step {
  return next('Done', {
    endedAt: timestamp(now),
    ...(run.verdict === undefined && { verdict: 'Unknown', reason: 'NothingRan', explanation: 'it was not judged' }),
    ...(leftBehind !== undefined && { leftBehind }),
  });
}
