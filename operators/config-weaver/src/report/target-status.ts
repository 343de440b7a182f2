import type { Sync } from '../api/sync.ts';
import type { TargetState } from '../copies/copy-job.ts';

/** Targets that a status lists at most. */
export const listedTargets = 50;
const urgency = { Failed: 0, Refused: 1, Synced: 2 } as const;

export const byUrgency = (left: TargetState, right: TargetState): number =>
  urgency[left.state] - urgency[right.state] ||
  (left.namespace < right.namespace ? -1 : left.namespace > right.namespace ? 1 : 0);

type TargetStatus = NonNullable<NonNullable<Sync['status']>['targets']>[number];

/** The targets that a status lists: those that need attention first, each namespace once. */
export function boundedTargets(
  states: readonly TargetState[],
  revision: string,
  before: readonly TargetStatus[],
  now: number = Date.now(),
): readonly TargetStatus[] {
  const earlier = new Map(before.map((target) => [target.namespace, target]));
  const seen = new Set<string>();
  return states
    .toSorted(byUrgency)
    .filter(({ namespace }) => !seen.has(namespace) && seen.add(namespace))
    .slice(0, listedTargets)
    .map((state) => {
      const told: TargetStatus = {
        namespace: state.namespace,
        state: state.state,
        ...(state.state === 'Synced' ? { revision } : { reason: state.reason, message: state.message }),
      };
      const known = earlier.get(state.namespace);
      const isSame = known?.state === told.state && known.reason === told.reason && known.revision === told.revision;
      const since = isSame ? known.lastTransitionTime : undefined;
      return { ...told, lastTransitionTime: since ?? new Date(now).toISOString().replace(/\.\d+Z$/, 'Z') };
    });
}
