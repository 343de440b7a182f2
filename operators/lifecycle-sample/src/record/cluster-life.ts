import type { CallDescription } from '../describe-call.ts';

/** What must be remembered of a cluster from one call to the next. */
export interface ClusterLife {
  readonly uid?: string;
  /** Since when blocks hold. */
  readonly waits: readonly Wait[];
  readonly upgrade?: { readonly to: string; readonly steps: number };
}

/** A block of one hook on one occasion. */
export interface Wait {
  readonly occasion: string;
  readonly since: string;
  /** When the hook was called last, held or let go; records of before this was kept do without. */
  readonly calledAt?: string;
}

const keptWaits = 50;
/** Cluster API, whose reconciles may go wrong elsewhere, is back within 1000 seconds at the latest. */
const leftAfterMs = 20 * 60_000;

/** The wait that a call goes on with: none where the last one was left, so that the same version blocks again. */
export function currentWait(
  { waits }: ClusterLife,
  occasion: string,
  { now, retryAfterMs }: { readonly now: number; readonly retryAfterMs: number },
): Wait | undefined {
  const wait = waits.find((candidate) => candidate.occasion === occasion);
  const isLeft = wait === undefined || now - lastCall(wait) > leftAfterMs + retryAfterMs;
  return isLeft || isToCome(wait, now) ? undefined : wait;
}

/** Whether a wait began when somebody's clock was wrong. */
const isToCome = ({ since }: Wait, now: number) => Date.parse(since) - now > leftAfterMs;

/**
 * Two memories of the same cluster in one: the earlier start of a block is the true one, unless it had been left by then. One that
 * is still to come is dropped: it would count as the later of two for as long.
 */
export function mergeLives(known: ClusterLife, other: ClusterLife, { now }: { readonly now: number }): ClusterLife {
  const upgrade = other.upgrade ?? known.upgrade;
  const uid = other.uid ?? known.uid;
  const begun = (wait: Wait) => !isToCome(wait, now);
  const waits = new Map(known.waits.filter(begun).map((wait) => [wait.occasion, wait]));
  for (const wait of other.waits.filter(begun)) {
    const same = waits.get(wait.occasion);
    waits.set(wait.occasion, same === undefined ? wait : mergeWaits(same, wait));
  }
  return {
    ...(uid !== undefined && { uid }),
    ...(upgrade && { upgrade }),
    waits: [...waits.values()].toSorted((a, b) => (a.since < b.since ? -1 : 1)).slice(-keptWaits),
  };
}

function mergeWaits(a: Wait, b: Wait): Wait {
  const [earlier, later] = a.since <= b.since ? [a, b] : [b, a];
  if (Date.parse(later.since) - lastCall(earlier) > leftAfterMs) return later;
  return { ...earlier, calledAt: new Date(Math.max(lastCall(a), lastCall(b))).toISOString() };
}

function lastCall({ calledAt, since }: Wait): number {
  return Date.parse(calledAt ?? since);
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
