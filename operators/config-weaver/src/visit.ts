import type { TenantClient } from '@capstan/runtime';
import { type Duration, type ObjectMeta, ServiceAccount } from '@capstan/schema';
import pMap from 'p-map';
import { CheckedCopies } from './checked-copies.ts';
import type { Memory } from './copy-job.ts';
import type { CopyKind } from './copy-kind.ts';
import { Fights } from './fights.ts';
import type { Quota, Usage } from './quota.ts';
import { Rights } from './rights.ts';
import { Rounds } from './rounds.ts';
import { namespaceOf, type Sync, type SyncContext } from './sync.ts';
import { TargetCounts } from './weaver-metrics.ts';

/** Targets of one sync that are written at the same time. */
export const parallelTargets = 32;
/** How long a visit writes before it lets others have a turn. A worker that is waited for comes free within this. */
const sliceMs = 500;

/** One visit of a sync: the object, what the framework gives, and what is remembered from before. */
export interface Visit {
  readonly sync: Sync;
  readonly ctx: SyncContext;
  readonly kind: CopyKind;
  readonly memory: VisitMemory;
  readonly options: WeaverOptions;
  /** Deletes a copy with the operator's own rights, where its administrator gave it some. */
  readonly reclaim?: (copy: ObjectMeta) => Promise<unknown>;
  /** The syncs of the same kind and namespace. */
  readonly siblings: () => readonly Sync[];
  /** Another sync of the same kind. */
  readonly find: (ref: { readonly name: string; readonly namespace?: string | undefined }) => Sync | undefined;
}

/** How the administrator of the operator sets it up. */
export interface WeaverOptions {
  /** What the syncs of each namespace may have, of each kind. Default: no limit. */
  readonly quota?: Quota;
  /** How long hashed copies stay after a newer one. Default: `'10m'`. */
  readonly hashedGrace?: Duration;
  /**
   * Removes the ConfigMaps of a deleted sync by their marks with the operator's own rights where the tenant's are gone.
   * Gives the operator the right to delete any ConfigMap. Default: `false`, such copies stay.
   */
  readonly reclaimWithOperatorRights?: boolean;
}

interface VisitMemory extends Memory {
  /** When the copies of a sync were last read where no watch shows them, by its uid. */
  readonly verifiedAt: Map<string, number>;
  /** What syncs have been allowed, by their uids. */
  readonly usage: Map<string, Usage>;
  readonly counts: TargetCounts;
  readonly rounds: Rounds;
}

export const newMemory = (): VisitMemory => ({
  rights: new Rights(),
  checked: new CheckedCopies(),
  fights: new Fights(),
  verifiedAt: new Map(),
  usage: new Map(),
  counts: new TargetCounts(),
  rounds: new Rounds(),
});

/** Drops what is remembered of a sync that is gone, be it that somebody took its finalizer away. */
export function forgetSync(memory: VisitMemory, sync: Sync): void {
  const { uid } = sync.metadata;
  memory.checked.forgetSync(uid);
  memory.fights.forgetSync(uid);
  memory.verifiedAt.delete(uid);
  memory.usage.delete(uid);
  memory.rounds.end(uid);
  memory.counts.forget(sync);
}

/** The tenant's client; `undefined` when its ServiceAccount does not exist. */
export async function actAsTenant({ sync, ctx }: Visit): Promise<TenantClient | undefined> {
  const { name } = sync.spec.serviceAccount;
  const account = ctx.metadata(ServiceAccount).get({ name, namespace: namespaceOf(sync) });
  if (!account) return undefined;
  try {
    return await ctx.as({ serviceAccount: name, namespace: namespaceOf(sync), uid: account.metadata.uid });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ServiceAccountNotFound') return undefined;
    throw error;
  }
}

/** What came of working through namespaces. */
type Worked<T> =
  | { readonly end: 'all'; readonly results: readonly T[] }
  /** The sync is no longer what it was when the visit began. */
  | { readonly end: 'outdated' }
  /** The visit took its time; it is for others to have a turn. */
  | { readonly end: 'paused' };

/** Works through namespaces for as long as the sync is what it was, and as a visit may last. */
export async function whileCurrent<T>(
  { ctx }: Visit,
  namespaces: readonly string[],
  work: (namespace: string) => Promise<T>,
): Promise<Worked<T>> {
  const until = performance.now() + sliceMs;
  const mayGoOn = () => ctx.isCurrent() && performance.now() < until;
  const results = await pMap(namespaces, async (namespace) => (mayGoOn() ? { value: await work(namespace) } : undefined), {
    concurrency: parallelTargets,
    signal: ctx.signal,
  });
  const all = results.filter((result) => result !== undefined);
  if (all.length === namespaces.length) return { end: 'all', results: all.map(({ value }) => value) };
  return { end: ctx.isCurrent() ? 'paused' : 'outdated' };
}
