import { isApiError } from '@capstan/client';
import type { Run } from '../../api/run-fields.ts';
import { removeRun } from '../../sonobuoy/remove-run.ts';
import { timestamp } from '../../timestamps.ts';
import { removeFiles } from '../outcomes.ts';
import { snapshotOf } from '../resolve-profile.ts';
import { checksNamespace, sonobuoyNamespace, sonobuoyNamespaces } from '../run-places.ts';
import { isOver, next, ownerOf, type RunContext, type Step, wait } from '../run-step.ts';
import { isUnreachable } from '../workload-clusters.ts';

/** Takes away what the run made, and waits until it is gone; then ends the run, or tries its failed cases again. */
export async function cleaningUp(context: RunContext): Promise<Step> {
  const { run, settings } = context;
  await removeFiles(context);
  const earlier = await leftIn(run.leftNamespaces ?? [], context); // of runs that were given up on: tried, not waited for
  if (!mayHaveMade(run)) return ended(context, earlier);
  const snapshot = snapshotOf(run);
  const { timeLimits } = snapshot;
  const left = await leftIn([sonobuoyNamespace(snapshot)], context);
  if (left !== undefined && !isOver(context, timeLimits.cleanUp)) return wait(settings.waitingInterval, left);
  if (left !== undefined) return ended(context, `after ${timeLimits.cleanUp}: ${left}`);
  if (run.verdict === undefined && run.retrying && run.retrying.length > 0) {
    return next('Dispatching', { attempt: run.attempt + 1, probes: [] });
  }
  return ended(context, earlier);
}

/** Whether a run got far enough to make anything in the workload cluster. */
export function mayHaveMade(run: Run): boolean {
  if (run.profile === undefined) return false;
  const makesPods = snapshotOf(run).preconditions.some(({ type }) => type === 'Images' || type === 'Storage');
  return makesPods || run.phases.some(({ name }) => name === 'Dispatching');
}

type Removal = Pick<RunContext, 'report' | 'run' | 'now' | 'signal' | 'workload'>;

/** What is still there of a run, and of those before it, in words. */
export const leftOf = (context: Removal): Promise<string | undefined> => leftIn(sonobuoyNamespaces(context.run), context);

async function leftIn(namespaces: readonly string[], context: Removal): Promise<string | undefined> {
  const left: string[] = [];
  try {
    for (const namespace of namespaces) {
      const options = {
        namespace,
        others: [checksNamespace({ sonobuoy: { namespace } })],
        owner: ownerOf(context, '0s'), // what is removed is found by its report
        signal: context.signal,
      };
      if (!(await removeRun(await context.workload(), options))) left.push(namespace);
    }
  } catch (error) {
    if (isUnreachable(error) || isApiError(error)) return error.message;
    throw error;
  }
  if (left.length === 0) return undefined;
  return `${left.map((namespace) => `namespace ${namespace}`).join(', ')} and what came with it is being removed`;
}

function ended({ run, now }: RunContext, leftBehind?: string): Step {
  const leftNamespaces = leftBehind === undefined ? undefined : run.leftNamespaces;
  return next('Done', {
    endedAt: timestamp(now),
    ...(run.verdict === undefined && { verdict: 'Unknown', reason: 'NothingRan', explanation: 'it was not judged' }),
    ...(leftBehind !== undefined && { leftBehind }),
    ...({ leftNamespaces } as Partial<Run>), // an explicit undefined takes an old one away
  });
}
