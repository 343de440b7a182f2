import type { ReadinessProfile } from '../api/readiness-profile.ts';
import { cleaningUp } from './phases/cleaning-up.ts';
import { dispatching } from './phases/dispatching.ts';
import { judging } from './phases/judging.ts';
import { pending } from './phases/pending.ts';
import { preconditions } from './phases/preconditions.ts';
import { retrieving } from './phases/retrieving.ts';
import { running } from './phases/running.ts';
import { breakOff, next, type RunContext, type Step } from './run-step.ts';

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
      return retrieving(context);
    case 'Judging':
      return judging(context);
    case 'CleaningUp':
      return cleaningUp(context);
    case 'Done':
      return next('Done');
    default:
      return context.phase satisfies never;
  }
}
