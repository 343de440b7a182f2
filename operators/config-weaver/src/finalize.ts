import { isApiError } from '@capstan/client';
import { done, type Outcome, requeue } from '@capstan/runtime';
import type { ObjectMeta, ObjectRef } from '@capstan/schema';
import pMap from 'p-map';
import { claimOf, isAdopted } from './copy-marks.ts';
import { copyName } from './desired-copy.ts';
import { describeError } from './explain-failure.ts';
import { isStuck, type Removal, removeCopy } from './remove-copy.ts';
import { type Found, findCopies } from './remove-unwanted.ts';
import { accountOf, namespaceOf, type Sync } from './sync.ts';
import { actAsTenant, parallelTargets, type Visit } from './visit.ts';
import { measureCounts } from './weaver-metrics.ts';

/** How long a deletion waits for copies whose removal fails for other reasons than rights. */
const boundMs = 300_000;

/**
 * Removes the copies of a sync that is being deleted. **Guarantees**: it ends. Where the tenant's rights are gone the copies
 * stay, and an event says which; other failures are tried again for five minutes.
 */
export async function finalizeSync(visit: Visit): Promise<Outcome> {
  const { sync, ctx, memory, kind } = visit;
  const finish = (): Outcome => {
    measureCounts(visit, memory.counts.forget(sync));
    return done();
  };
  if (ctx.deletion === 'Orphan' || sync.spec.deletionPolicy === 'Orphan') return finish();
  const copies = findCopies(visit, new Set([copyName(sync)]));
  if (copies.length === 0) return finish();
  const tenant = await actAsTenant(visit).catch((error: unknown) => {
    if (!isOverdue(sync)) throw error;
    return describeError(error, kind);
  });
  if (tenant === undefined || typeof tenant === 'string') {
    await leaveBehind(visit, copies, tenant ?? `ServiceAccount ${accountOf(sync)} no longer exists`);
    return finish();
  }
  const job = { sync, kind, tenant, memory, signal: ctx.signal };
  const removals = await pMap(copies, ({ ref, metadata }) => removeCopy(job, ref, metadata), {
    concurrency: parallelTargets,
    signal: ctx.signal,
  });
  announce(visit, removals);
  const stuck = removals.filter(isStuck);
  const first = stuck.find(({ result }) => result === 'failed');
  if (first && !isOverdue(sync)) {
    ctx.condition('Ready', false, 'CleanupIncomplete', first.message);
    return requeue({ after: '5s', reason: first.message });
  }
  if (stuck[0]) {
    const refs = new Set(stuck.map(({ ref }) => ref));
    await leaveBehind(
      visit,
      copies.filter(({ ref }) => refs.has(ref)),
      stuck[0].message,
    );
  }
  return finish();
}

const isOverdue = ({ metadata }: Sync) => Date.now() - Date.parse(metadata.deletionTimestamp ?? '') > boundMs;

function announce({ ctx, kind }: Visit, removals: readonly Removal[]): void {
  const gone = removals.filter(({ result }) => result === 'removed' || result === 'released');
  if (gone.length > 20) {
    ctx.event('Normal', 'CopiesRemoved', `removed ${gone.length} copies`);
    return;
  }
  for (const { ref, result } of gone) {
    const what = `${kind.resource.kind} ${ref.namespace}/${ref.name}`;
    const message = result === 'removed' ? `removed ${what}` : `left ${what}, which was there before`;
    ctx.event('Normal', result === 'removed' ? 'CopyRemoved' : 'CopyReleased', message);
  }
}

/** What becomes of copies that the tenant's rights no longer reach: they stay, unless the operator may reclaim them. */
async function leaveBehind(visit: Visit, copies: readonly Found[], why: string): Promise<void> {
  const kept: ObjectRef[] = [];
  for (const { ref, metadata } of copies) if (!(await reclaimed(visit, metadata))) kept.push(ref);
  if (kept.length > 0) keepCopies(visit, kept, why);
}

async function reclaimed({ sync, ctx, kind, reclaim }: Visit, copy: ObjectMeta | undefined): Promise<boolean> {
  if (!reclaim || !copy || isAdopted(copy) || claimOf(copy, sync, kind.fieldManager) !== 'ours') return false;
  try {
    await reclaim(copy);
    ctx.event(
      'Normal',
      'CopyReclaimed',
      `removed ${kind.resource.kind} ${copy.namespace}/${copy.name} with the operator's own rights`,
    );
    return true;
  } catch (error) {
    if (isApiError(error, 'Conflict', 'Forbidden')) return false;
    throw error;
  }
}

function keepCopies(
  { ctx, kind, sync }: Visit,
  refs: readonly { readonly name: string; readonly namespace?: string | undefined }[],
  why: string,
): void {
  const named = refs.slice(0, 10).map(({ name, namespace }) => `${namespace}/${name}`);
  const more = refs.length > named.length ? ` and ${refs.length - named.length} more` : '';
  ctx.event('Warning', 'CopiesKept', `${kind.resource.kind}s ${named.join(', ')}${more} stay: ${why}`);
  ctx.measure('capstan_weaver_kept_copies_total', refs.length, { kind: kind.resource.kind, namespace: namespaceOf(sync) });
  ctx.log.warn({ kind: kind.resource.kind, copies: named, count: refs.length, why }, 'copies stay behind a deleted sync');
}
