import { isApiError } from '@capstan/client';
import { done, type Outcome, requeue } from '@capstan/runtime';
import { Namespace, type ObjectMeta, type ObjectRef } from '@capstan/schema';
import { accountOf, namespaceOf, type Sync } from '../api/sync.ts';
import { copyName } from '../copies/desired-copy.ts';
import { describeError } from '../copies/explain-failure.ts';
import { isMadeCopy } from '../copies/made-copies.ts';
import { claimOf, isAdopted } from '../marks/copy-marks.ts';
import { Turn } from '../visit/turns.ts';
import { actAsTenant, type Visit } from '../visit/visit.ts';
import { announceRemovals } from './announce-removals.ts';
import { goesWithNamespace, isStuck, type Removal, removeCopy } from './remove-copy.ts';
import { type Found, findCopies, removalOf } from './remove-unwanted.ts';

/** How long a deletion waits for copies whose removal fails for other reasons than rights. */
const boundMs = 300_000;

/**
 * Removes the copies of a sync that is being deleted. **Guarantees**: it ends. Where the tenant's rights are gone the copies
 * stay, and an event says which; other failures are tried again for five minutes.
 */
export async function finalizeSync(visit: Visit): Promise<Outcome> {
  const { sync, ctx, memory } = visit;
  if (ctx.deletion === 'Orphan' || sync.spec.deletionPolicy === 'Orphan') return done();
  const copies = findCopies(visit, new Set([copyName(sync)]));
  const round = memory.rounds.resume(sync.metadata.uid, 'deletion');
  if (copies.length + round.removed.size === 0) return done();
  const removal = removalOf(visit, round, copies, await remover(visit));
  const worked = await new Turn(visit, () => true).work(removal);
  if (worked.end !== 'all') return requeue({ after: '1ms', reason: 'more copies are to be removed, and others have a turn' });
  memory.rounds.end(sync.metadata.uid);
  announceRemovals(
    visit,
    [...round.removed.values()].map(({ value }) => value),
    { why: 'deleted' },
  );
  const stuck = worked.results.filter(isStuck);
  const first = stuck.find(({ result }) => result === 'failed');
  if (first && !isOverdue(sync)) {
    ctx.condition('Ready', false, 'CleanupIncomplete', first.message);
    return requeue({ after: '5s', reason: first.message });
  }
  if (stuck[0]) keepCopies(visit, stuck, stuck[0].message);
  return done();
}

/** How a copy is removed: by the tenant, and where its rights are gone by the operator, if that may. */
async function remover(visit: Visit): Promise<(copy: Found) => Promise<Removal>> {
  const { sync, ctx, kind, memory } = visit;
  const tenant = await actAsTenant(visit).catch((error: unknown) => {
    if (!isOverdue(sync)) throw error;
    return describeError(error, kind);
  });
  const why = typeof tenant === 'string' ? tenant : `ServiceAccount ${accountOf(sync)} no longer exists`;
  const namespaces = ctx.metadata(Namespace);
  const remove = async ({ ref, metadata }: Found): Promise<Removal> => {
    if (tenant !== undefined && typeof tenant !== 'string')
      return removeCopy({ sync, kind, tenant, namespaces, memory, signal: ctx.signal }, ref, metadata);
    return goesWithNamespace(namespaces, ref) ? { ref, result: 'absent' } : { ref, result: 'forbidden', message: why };
  };
  return async (copy) => {
    const removal = await remove(copy);
    const isLost = isStuck(removal) && (removal.result === 'forbidden' || isOverdue(sync));
    return isLost && (await reclaimed(visit, copy.metadata)) ? { ref: copy.ref, result: 'reclaimed' } : removal;
  };
}

const isOverdue = ({ metadata }: Sync) => Date.now() - Date.parse(metadata.deletionTimestamp ?? '') > boundMs;

async function reclaimed(visit: Visit, copy: ObjectMeta | undefined): Promise<boolean> {
  const { sync, kind, memory, reclaim } = visit;
  if (!reclaim || !copy || isAdopted(copy) || claimOf(copy, sync, kind.fieldManager) !== 'ours') return false;
  if (!isMadeCopy(visit, copy)) return false; // its marks may be forged, which gives nobody a right to delete
  try {
    await reclaim(copy);
    memory.removed.add(copy.uid);
    return true;
  } catch (error) {
    if (isApiError(error, 'Conflict', 'Forbidden')) return false;
    throw error;
  }
}

function keepCopies({ ctx, kind, sync }: Visit, copies: readonly { readonly ref: ObjectRef }[], why: string): void {
  const named = copies.slice(0, 10).map(({ ref }) => `${ref.namespace}/${ref.name}`);
  const more = copies.length > named.length ? ` and ${copies.length - named.length} more` : '';
  ctx.event('Warning', 'CopiesKept', `${kind.resource.kind}s ${named.join(', ')}${more} stay: ${why}`);
  ctx.measure('capstan_weaver_kept_copies_total', copies.length, { kind: kind.resource.kind, namespace: namespaceOf(sync) });
  ctx.log.warn({ kind: kind.resource.kind, copies: named, count: copies.length, why }, 'copies stay behind a deleted sync');
}
