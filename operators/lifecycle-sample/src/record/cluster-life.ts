import type { CallDescription } from '../describe-call.ts';

/** What must be remembered of a cluster from one call to the next. */
export interface ClusterLife {
  readonly uid?: string;
  /** Since when blocks hold. */
  readonly waits: readonly { readonly occasion: string; readonly since: string }[];
  readonly upgrade?: { readonly to: string; readonly steps: number };
}

const keptWaits = 50;

/** Two memories of the same cluster in one: the earlier start of a block is the true one. */
export function mergeLives(known: ClusterLife, other: ClusterLife): ClusterLife {
  const upgrade = other.upgrade ?? known.upgrade;
  const uid = other.uid ?? known.uid;
  const waits = new Map(known.waits.map((wait) => [wait.occasion, wait]));
  for (const wait of other.waits) {
    const earlier = waits.get(wait.occasion);
    if (earlier === undefined || wait.since < earlier.since) waits.set(wait.occasion, wait);
  }
  return {
    ...(uid !== undefined && { uid }),
    ...(upgrade && { upgrade }),
    waits: [...waits.values()].toSorted((a, b) => (a.since < b.since ? -1 : 1)).slice(-keptWaits),
  };
}

/** Whether a record of this uid is of another cluster that had the same name. */
export function isAnotherCluster(uid: string | undefined, recorded: string | undefined): boolean {
  return uid !== undefined && recorded !== undefined && uid !== recorded;
}

/** The upgrade that BeforeClusterUpgrade announces. */
export function upgradeIn({ occasion, stepsLeft = 0 }: CallDescription): ClusterLife['upgrade'] {
  const [hook, to] = occasion.split(' ');
  return hook === 'BeforeClusterUpgrade' && to !== undefined && stepsLeft > 0 ? { to, steps: stepsLeft } : undefined;
}

/** `step 2 of 3`, where the number of steps is known. */
export function stepOf(description: CallDescription, upgrade: ClusterLife['upgrade']): string {
  const { stepsLeft, occasion } = description;
  if (stepsLeft === undefined || upgrade === undefined || stepsLeft > upgrade.steps) return '';
  const [hook = ''] = occasion.split(' ');
  if (hook === 'BeforeClusterUpgrade' || hook === 'AfterClusterUpgrade') return `${upgrade.steps} steps`;
  const step = upgrade.steps - stepsLeft + (hook === 'BeforeControlPlaneUpgrade' ? 1 : 0);
  return `step ${step} of ${upgrade.steps}`;
}
