import { isApiError, type ObjectClient } from '@capstan/client';
import type { TenantClient } from '@capstan/runtime';
import type { KubeObject, ObjectMeta, ObjectRef } from '@capstan/schema';
import type { Sync } from '../api/sync.ts';
import { contentOf, keysOf } from '../content/content.ts';
import type { CopyKind } from '../content/copy-kind.ts';
import { claimOf, hasMetadata, isAdopted } from '../marks/copy-marks.ts';
import { ownsExactly } from '../marks/field-owners.ts';
import { keptBy, otherOwner } from '../marks/keepers.ts';
import {
  isMadeByMergeOf,
  madeByMergeMark,
  mergedClaim,
  mergedRevision,
  mergeManager,
  mergeMarks,
  mergeMarksOf,
  ownMergeMarks,
} from '../marks/merge-marks.ts';
import { makeMerged } from './change-hands.ts';
import { contestedCopy, countRepair, wasRight } from './contested-copy.ts';
import { type CopyJob, refused, type TargetState } from './copy-job.ts';
import { withoutRight } from './explain-failure.ts';
import { heldKeys } from './held-keys.ts';
import { deleteToReplace, mustBeReplaced } from './write-copy.ts';

/** How often a visit tries again when somebody else wrote at the same moment. */
const attempts = 4;

/** Owns the wanted keys in an object, whoever else owns others; a key that somebody else owns with another value is left alone. */
export async function mergeKeys(job: CopyJob, ref: ObjectRef, known: ObjectMeta | undefined): Promise<TargetState> {
  const { kind, tenant, signal } = job;
  const { namespace = '', name } = ref;
  if (known && isMerged(job, known)) return { namespace, state: 'Synced', change: 'none' };
  const lacking = await withoutRight(job, ref, ['get', 'patch', 'create']);
  if (lacking) return lacking;
  for (let attempt = 1; ; attempt++) {
    const existing = await tenant.find(kind.resource, ref, { signal });
    if (existing && isMerged(job, existing.metadata)) return { namespace, state: 'Synced', change: 'none' };
    const kept = existing && keptWhole(job, existing);
    if (kept) return kept;
    const contested = contestedCopy(job, ref);
    if (contested) return contested;
    try {
      if (existing && isOwn(job, existing) && mustBeReplaced(existing, job)) {
        const barred = await deleteToReplace(job, existing.metadata);
        if (barred) return barred;
        continue;
      }
      const isRepair = wasRight(job, ref);
      const applied = await applyKeys(job, ref, await asMerged(job, existing), { signal });
      job.memory.checked.remember(job.sync.metadata.uid, applied.metadata, job.desired.fingerprint);
      if (isRepair) countRepair(job, ref, existing, mergeManager(job.sync, kind));
      return { namespace, state: 'Synced', change: isRepair ? 'repaired' : existing ? 'updated' : 'created' };
    } catch (error) {
      if (!isApiError(error, 'Conflict')) throw error;
      const held = existing && heldKeys(error, job, existing); // of what was made meanwhile nothing is known yet
      if (held !== undefined) return refused(namespace, 'TargetExists', `${kind.resource.kind} ${namespace}/${name}: ${held}`);
      if (attempt === attempts) throw error;
    }
  }
}

/** Another sync would take keys that are merged into its copy out again. */
function keptWhole({ sync, kind, isLive }: CopyJob, existing: KubeObject): TargetState | undefined {
  const owner = otherOwner(existing, sync);
  if (!owner || !isLive(owner)) return undefined;
  const { name, namespace = '' } = existing.metadata;
  return refused(namespace, 'TargetExists', `${kind.resource.kind} ${namespace}/${name} ${keptBy(owner)}`);
}

/** What the sync made whole, or adopted, before it was told to merge, becomes one that it merges its keys into. */
async function asMerged(job: CopyJob, existing: KubeObject | undefined): Promise<KubeObject | undefined> {
  const isWhole = existing && claimOf(existing.metadata, job.sync, job.kind.fieldManager) === 'ours';
  return isWhole ? makeMerged(job, existing) : existing;
}

/** Whether nobody else has a part in an object, made whole by the sync or by merging. */
export function isOwn({ sync, kind }: Pick<CopyJob, 'sync' | 'kind'>, existing: KubeObject): boolean {
  const isWhole = claimOf(existing.metadata, sync, kind.fieldManager) === 'ours';
  return isWhole ? !isAdopted(existing.metadata) : mergedClaim(existing, sync, kind) === 'own';
}

/** Writes the keys, or asks the server what it would say to them. */
export function applyKeys(
  { sync, kind, desired, tenant }: Pick<CopyJob, 'sync' | 'kind' | 'desired'> & { readonly tenant: ObjectClient },
  ref: ObjectRef,
  existing: KubeObject | undefined,
  options: { readonly signal?: AbortSignal; readonly dryRun?: boolean } = {},
): Promise<KubeObject> {
  const { name, namespace = '' } = ref;
  const isOurs = !existing || isMadeByMergeOf(existing.metadata, sync);
  const { type: _type, ...content } = desired.content; // of an object that was there before, the type is not ours to set
  const body = kind.body(isOurs ? desired.content : content);
  const { labels, annotations } = mergedMetadata(sync, desired, isOurs);
  const metadata = {
    name,
    namespace,
    ...(existing && { uid: existing.metadata.uid }), // gone meanwhile, it is not made anew as if it had been there before
    annotations,
    // An empty map is a field as well, which two syncs could not share.
    ...(Object.keys(labels).length > 0 && { labels }),
  };
  const object = { metadata, ...body };
  return tenant.apply(kind.resource, object, { fieldManager: mergeManager(sync, kind), ...options });
}

/** The labels and annotations that a sync owns in an object, marks included. */
const mergedMetadata = (sync: Sync, desired: CopyJob['desired'], isOurs: boolean) => ({
  labels: desired.labels,
  annotations: { ...desired.annotations, ...mergeMarks(sync, desired), ...(isOurs && madeByMergeMark(sync)) },
});

/** Whether an object has the wanted keys, as the server's record of who wrote what tells. */
export function isMerged({ sync, kind, desired }: Pick<CopyJob, 'sync' | 'kind' | 'desired'>, metadata: ObjectMeta): boolean {
  const manager = mergeManager(sync, kind);
  return (
    mergedRevision(metadata, sync) === desired.revision &&
    hasMetadata(metadata, mergedMetadata(sync, desired, isMadeByMergeOf(metadata, sync)), manager) &&
    ownsExactly(metadata, manager, keysOf(desired.content))
  );
}

/**
 * Takes a sync's keys out of an object, and the object away if the sync made it and nothing else is in it. The marks of one that it
 * made go last: without them nobody would find what is left of it, if this ended in between.
 */
export async function unmergeKeys(
  {
    sync,
    kind,
    tenant,
    signal,
  }: { readonly sync: Sync; readonly kind: CopyKind; readonly tenant: TenantClient; readonly signal: AbortSignal },
  seen: ObjectMeta,
  whole?: KubeObject,
): Promise<'removed' | 'unmerged'> {
  const { name, namespace = '', uid } = seen;
  const isMade = isMadeByMergeOf(seen, sync);
  const type = isMade && whole ? contentOf(whole).type : undefined; // nobody can change it, nor take it away
  const keepOnly = (metadata: Pick<ObjectMeta, 'annotations'>) => {
    const body = { metadata: { name, namespace, uid, ...metadata }, ...(type !== undefined && { type }) };
    return tenant.apply(kind.resource, body, { fieldManager: mergeManager(sync, kind), signal });
  };
  if (isMade) {
    const left = await keepOnly({ annotations: ownMergeMarks(seen, sync) });
    const { data, binaryData } = contentOf(left);
    const isEmpty = Object.keys(data).length + Object.keys(binaryData).length === 0;
    if (isEmpty && mergeMarksOf(left.metadata).length === 1) {
      const { resourceVersion } = left.metadata;
      await tenant.delete(kind.resource, { name, namespace }, { preconditions: { uid, resourceVersion }, signal });
      return 'removed';
    }
  }
  await keepOnly({});
  return 'unmerged';
}
