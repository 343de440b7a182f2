import { type Outcome, requeue } from '@capstan/runtime';
import { type Duration, durationMs } from '@capstan/schema';
import type { Sync } from '../api/sync.ts';
import { isTroubled, type TargetState, type TroubledTarget } from '../copies/copy-job.ts';
import { listedTargets } from '../report/target-status.ts';

/** A right that was given, a namespace that was made: seen within this long without any event. */
export const lookAgain: Duration = '25s';

/** What failed once is tried again after this long. */
const firstRetryMs = 5_000;
const soonestMs = 100;

export const resyncOf = ({ spec }: Sync) => spec.resyncInterval as Duration; // the CRD's pattern admits nothing else

export interface NextVisitOptions {
  /** How long something else than the targets can wait. */
  readonly withinMs: number;
  /** How soon a namespace is asked again for rights that were just given there. */
  readonly askAgainMs: (namespace: string) => number;
  readonly now?: number;
}

/** When a sync is looked at again without an event. */
export function nextVisit(
  sync: Sync,
  states: readonly TargetState[],
  { withinMs, askAgainMs, now = Date.now() }: NextVisitOptions,
): Outcome {
  const resyncMs = Math.min(durationMs(resyncOf(sync)), withinMs);
  const troubled = states.filter(isTroubled);
  const first = troubled.find(({ state }) => state === 'Failed') ?? troubled[0];
  if (!first) return requeue({ after: `${resyncMs}ms`, reason: 'resync' });
  const failingSince = new Map(
    sync.status?.targets?.map(({ namespace, state, lastTransitionTime = '' }) => [
      namespace,
      state === 'Failed' ? Date.parse(lastTransitionTime) : now,
    ]),
  );
  const waitMs = ({ state, namespace, retryAt }: TroubledTarget) => {
    if (retryAt !== undefined) return Math.max(retryAt - now, soonestMs);
    if (state === 'Refused') return Math.min(durationMs(lookAgain), askAgainMs(namespace));
    const since = failingSince.get(namespace);
    // Those that a full status does not list go by those that it does.
    if (since === undefined) return failingSince.size < listedTargets ? firstRetryMs : resyncMs;
    return Math.max(now - since, firstRetryMs);
  };
  return requeue({ after: `${Math.min(...troubled.map(waitMs), resyncMs)}ms`, reason: first.message });
}
