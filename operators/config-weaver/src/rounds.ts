import type { CopyJob, TargetState } from './copy-job.ts';

interface Reached {
  /** What the target looked like then: when it looks otherwise, the answer is no longer good. */
  readonly stamp: string;
  readonly state: TargetState;
}

interface Round {
  /** Tells what is written, and as whom. */
  readonly key: string;
  readonly verify: boolean;
  readonly reached: Map<string, Reached>;
}

/**
 * How far syncs with many targets have come. A fan-out goes on over several visits, so that between them others have their
 * turn. Nothing is taken from an earlier visit for a target that has changed since, as far as the operator's cache shows.
 */
export class Rounds {
  readonly #rounds = new Map<string, Round>();

  /** The round to go on with, or a new one where something else is to be written now. */
  resume(job: CopyJob): Round {
    const { sync, desired, tenant, verify } = job;
    const { uid, generation } = sync.metadata;
    const key = `${generation} ${desired.name} ${desired.fingerprint} ${tenant.user}`;
    const known = this.#rounds.get(uid);
    if (known?.key === key && (known.verify || !verify)) return known;
    const round: Round = { key, verify, reached: new Map() };
    this.#rounds.set(uid, round);
    return round;
  }

  /** Ends a sync's round: all of its targets were reached, or it is gone. */
  end(syncUid: string): void {
    this.#rounds.delete(syncUid);
  }

  /** Asks again about a namespace whose RoleBindings changed. */
  forgetNamespace(namespace: string): void {
    for (const { reached } of this.#rounds.values()) reached.delete(namespace);
  }
}

/** The state of one target: from an earlier visit of the round, or by the work it takes. */
export async function reachTarget(
  job: CopyJob,
  { reached }: Round,
  namespace: string,
  work: () => Promise<TargetState>,
): Promise<TargetState> {
  const stamp = stampOf(job, namespace);
  const before = reached.get(namespace);
  if (before?.stamp === stamp) return before.state;
  const state = await work();
  // What an earlier visit of the round did is told at its end, though there is nothing left to do now.
  const isTold = before?.state.state === 'Synced' && state.state === 'Synced' && state.change === 'none';
  const told = isTold ? before.state : state;
  reached.set(namespace, { stamp, state: told });
  return told;
}

function stampOf({ namespaces, copies, desired }: CopyJob, namespace: string): string {
  const found = namespaces.get({ name: namespace })?.metadata;
  const copy = copies?.get({ name: desired.name, namespace })?.metadata;
  return `${found?.uid} ${found?.deletionTimestamp} ${copy?.uid} ${copy?.resourceVersion}`;
}
