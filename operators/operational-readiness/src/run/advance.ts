import type { ReadinessProfile } from '../api/readiness-profile.ts';
import { removeRights } from '../sonobuoy/remove-run.ts';
import { cleaningUp } from './phases/cleaning-up.ts';
import { dispatching } from './phases/dispatching.ts';
import { judging } from './phases/judging.ts';
import { pending } from './phases/pending.ts';
import { preconditions } from './phases/preconditions.ts';
import { retrieving } from './phases/retrieving.ts';
import { running } from './phases/running.ts';
import { snapshotOf } from './resolve-profile.ts';
import { sonobuoyNamespace } from './run-places.ts';
import { breakOff, next, ownerOf, type RunContext, type Step } from './run-step.ts';
import { isWorkloadTrouble } from './workload-clusters.ts';

/**
 * Makes the next step of a run. **Guarantees**: each step may be made any number of times, also after a crash in its middle; what
 * it did before is found, not done again.
 */
export async function advance(profile: ReadinessProfile | undefined, context: RunContext): Promise<Step> {
  switch (context.phase) {
    case 'Pending':
      return profile ? pending(profile, context) : breakOff('InvalidProfile', 'the profile does not exist any more');
    case 'Preconditions':
      return preconditions(context);
    case 'Dispatching':
      return dispatching(context);
    case 'Running':
      return running(context);
    case 'Retrieving':
      await dropRights(context);
      return retrieving(context);
    case 'Judging':
      await dropRights(context);
      return judging(context);
    case 'CleaningUp':
      return cleaningUp(context);
    case 'Done':
      return next('Done');
    default:
      return context.phase satisfies never;
  }
}

/** The plugins have ended. Where it does not succeed now, cleaning up insists on it. */
async function dropRights(context: RunContext): Promise<void> {
  const snapshot = snapshotOf(context.run);
  if (snapshot.plugins.length === 0) return;
  const owner = ownerOf(context, snapshot.timeLimits.run);
  try {
    await removeRights(await context.workload(), { namespace: sonobuoyNamespace(snapshot), owner, signal: context.signal });
  } catch (error) {
    if (!isWorkloadTrouble(error)) throw error;
  }
}
