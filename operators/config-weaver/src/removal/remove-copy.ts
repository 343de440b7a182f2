import { isApiError } from '@capstan/client';
import type { MetadataReader, TenantClient } from '@capstan/runtime';
import type { KubeObject, ObjectMeta, ObjectRef } from '@capstan/schema';
import type { Sync } from '../api/sync.ts';
import type { CopyKind } from '../content/copy-kind.ts';
import type { Memory } from '../copies/copy-job.ts';
import { describeError, withoutRight } from '../copies/explain-failure.ts';
import { unmergeKeys } from '../copies/merge-keys.ts';
import { claimOf, isAdopted, unmarked } from '../marks/copy-marks.ts';
import { withoutLegacyMarks } from '../marks/legacy-marks.ts';
import { isMadeByMergeOf, mergedClaim, mergedRevision, ownMergeMarks } from '../marks/merge-marks.ts';
import { isForbidden } from '../rights/rights.ts';

type Ended = 'removed' | 'released' | 'unmerged' | 'absent';

/**
 * What became of a copy that should go. `released`: it was there before its sync, and stays without our marks. `unmerged`: it
 * stays without our keys. `reclaimed`: the operator's own rights were used.
 */
export type Removal =
  | { readonly ref: ObjectRef; readonly result: Ended | 'reclaimed' }
  | { readonly ref: ObjectRef; readonly result: 'forbidden' | 'failed'; readonly message: string };

/** A copy that could not be removed. */
export const isStuck = (removal: Removal): removal is Extract<Removal, { readonly message: string }> => 'message' in removal;

export interface RemovalJob {
  readonly sync: Sync;
  readonly kind: CopyKind;
  readonly tenant: TenantClient;
  readonly namespaces: MetadataReader;
  readonly memory: Memory;
  readonly signal: AbortSignal;
}

/** How often a removal looks again when somebody else wrote at the same moment. */
const attempts = 4;

/** Removes a copy if it is this sync's. Anything else of that name stays as it is. */
export async function removeCopy(job: RemovalJob, ref: ObjectRef, known?: ObjectMeta): Promise<Removal> {
  const { sync, memory, kind } = job;
  if (goesWithNamespace(job.namespaces, ref)) {
    memory.checked.forget(sync.metadata.uid, ref);
    return { ref, result: 'absent' };
  }
  try {
    const lacking = await withoutRight(job, ref, neededFor(job, known));
    if (lacking) return { ref, result: 'forbidden', message: lacking.message };
    const result = (known && (await remove(job, known))) ?? (await removeWhatIsThere(job, ref));
    memory.checked.forget(sync.metadata.uid, ref);
    return { ref, result };
  } catch (error) {
    job.signal.throwIfAborted();
    if (isForbidden(error)) memory.rights.forget(job.tenant, kind.resource, ref);
    return { ref, result: isForbidden(error) ? 'forbidden' : 'failed', message: describeError(error, kind) };
  }
}

/** Whether there is nothing to do for a copy: its namespace is gone or going, and takes it along, as it does the tenant's rights. */
export function goesWithNamespace(namespaces: MetadataReader, { namespace = '' }: ObjectRef): boolean {
  const found = namespaces.get({ name: namespace });
  return found === undefined || found.metadata.deletionTimestamp !== undefined;
}

/** What it takes to be rid of a copy. What was there before is only written to; what Merge made goes when nothing is left in it. */
export function neededFor({ sync, kind }: Pick<RemovalJob, 'sync' | 'kind'>, known: ObjectMeta | undefined): readonly string[] {
  if (!known) return ['delete'];
  if (isAdopted(known)) return ['patch'];
  const isMerged = mergedRevision(known, sync) !== undefined && claimOf(known, sync, kind.fieldManager) !== 'ours';
  if (!isMerged) return ['delete'];
  return isMadeByMergeOf(known, sync) ? ['patch', 'delete'] : ['patch'];
}

async function removeWhatIsThere(job: RemovalJob, ref: ObjectRef): Promise<Ended> {
  const { resource } = job.kind;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const existing = await job.tenant.find(resource, ref, { signal: job.signal });
    const result = existing ? await remove(job, existing.metadata, existing) : 'absent';
    if (result) return result;
  }
  throw new Error(`${resource.kind} ${ref.namespace}/${ref.name} changes faster than it can be removed`);
}

/** `undefined` when the object is no longer as it was seen. `whole`: the same with its content, where it was read. */
async function remove(job: RemovalJob, seen: ObjectMeta, whole?: KubeObject): Promise<Ended | undefined> {
  const { sync, kind, tenant, memory, signal } = job;
  const { name, namespace, uid, resourceVersion } = seen;
  const ref = { name, namespace };
  try {
    const claim = claimOf(seen, sync, kind.fieldManager);
    // A Secret may not be left without keys that its type demands: what is all the sync's own goes in one piece.
    const isOwn = whole && mergedClaim(whole, sync, kind) === 'own';
    if (mergedRevision(seen, sync) !== undefined && claim !== 'ours' && !isOwn) return await unmergeKeys(job, seen, whole);
    if (claim === 'none' && !isOwn) return 'absent';
    if (isAdopted(seen) && !isOwn) {
      await tenant.patch(kind.resource, ref, { type: 'merge', body: released(seen, sync) }, { signal });
      return 'released';
    }
    await tenant.delete(kind.resource, ref, { preconditions: { uid, resourceVersion }, signal });
    if (kind.cached) memory.removed.add(uid);
    return 'removed';
  } catch (error) {
    if (isApiError(error, 'NotFound')) return 'absent';
    if (isApiError(error, 'Conflict')) return undefined;
    throw error;
  }
}

function released(seen: ObjectMeta, sync: Sync): { readonly metadata: object } {
  const marks = unmarked(seen);
  const legacy = withoutLegacyMarks(seen);
  // Of a change to Merge that did not get beyond its first write.
  const merge = Object.fromEntries(Object.keys(ownMergeMarks(seen, sync)).map((key) => [key, null]));
  return {
    metadata: {
      uid: seen.uid,
      resourceVersion: seen.resourceVersion,
      labels: { ...marks.labels, ...legacy.labels },
      annotations: { ...marks.annotations, ...legacy.annotations, ...merge },
    },
  };
}
