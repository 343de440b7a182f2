import type { TenantClient } from '@capstan/runtime';
import { type Duration, type ObjectMeta, ServiceAccount } from '@capstan/schema';
import { namespaceOf, type Sync, type SyncContext } from '../api/sync.ts';
import type { CopyKind } from '../content/copy-kind.ts';
import { CheckedCopies } from '../copies/checked-copies.ts';
import type { Memory } from '../copies/copy-job.ts';
import { Fights } from '../copies/fights.ts';
import { RemovedCopies } from '../copies/removed-copies.ts';
import type { Quota, Usage } from '../quota/quota.ts';
import { TargetCounts } from '../report/weaver-metrics.ts';
import { Rights } from '../rights/rights.ts';
import { Rounds } from './rounds.ts';

/** Targets of one sync that are written at the same time. */
export const parallelTargets = 32;

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
   * Removes the ConfigMaps that it made for a deleted sync with the operator's own rights where the tenant's are gone.
   * Gives the operator the right to delete any ConfigMap. Default: `false`, such copies stay.
   */
  readonly reclaimWithOperatorRights?: boolean;
  /** How long a visit works, in milliseconds, before other syncs have a turn. Default: 500. Shorter costs more than it gives. */
  readonly turnMs?: number;
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
  removed: new RemovedCopies(),
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

/** Asks again what is allowed in a namespace whose RoleBindings changed. `bound`: ServiceAccounts that a new one names, `namespace/name`. */
export function forgetRights({ rights, rounds }: VisitMemory, namespace: string, bound: readonly string[]): void {
  rights.bindingChanged(
    namespace,
    bound.map((account) => `system:serviceaccount:${account.replace('/', ':')}`),
  );
  rounds.forgetNamespace(namespace);
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
