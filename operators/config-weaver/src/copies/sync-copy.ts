import { isApiError } from '@capstan/client';
import type { KubeObject, ObjectMeta, ObjectRef, StatusReason } from '@capstan/schema';
import { contentKeys, contentOf, sameContent } from '../content/content.ts';
import { claimOf, hasMetadata, isAdopted, revisionMark } from '../marks/copy-marks.ts';
import { fieldOwners } from '../marks/field-owners.ts';
import { mergedClaim } from '../marks/merge-marks.ts';
import { adoptOrRefuse, irreplaceable } from './adopt-copy.ts';
import { makeWhole } from './change-hands.ts';
import { contestedCopy, countRepair, wasRight } from './contested-copy.ts';
import { type CopyJob, refused, type TargetState } from './copy-job.ts';
import { explainFailure, withoutRight } from './explain-failure.ts';
import { isCheckedCopy, isIntact } from './known-copy.ts';
import { mergeKeys } from './merge-keys.ts';
import { unfitTarget } from './target-plan.ts';
import { createCopy, mustBeReplaced, rewriteCopy } from './write-copy.ts';

/** How often a visit looks again when somebody else wrote at the same moment. */
const attempts = 4;

/** Makes the copy in one namespace what it should be, or says why it can't be. Never throws for what is wrong with one target. */
export async function syncCopy(job: CopyJob, namespace: string): Promise<TargetState> {
  const unfit = unfitTarget(job.kind, job.desired, namespace);
  if (unfit) return unfit;
  try {
    return await settle(job, namespace);
  } catch (error) {
    job.signal.throwIfAborted();
    return explainFailure(job, namespace, error);
  }
}

async function settle(job: CopyJob, namespace: string): Promise<TargetState> {
  const ref = { name: job.desired.name, namespace };
  const known = job.copies?.get(ref)?.metadata;
  if (isKnownRight(job, ref, known)) return { namespace, state: 'Synced', change: 'none' };
  const barred = await closedNamespace(job, ref, known);
  if (barred) return barred;
  if (job.sync.spec.conflictPolicy === 'Merge') return mergeKeys(job, ref, known);
  if (known && isIntact(job, known)) {
    // Only the source has changed since, so there is nothing to look for first.
    const rewrite = () => rewriteCopy(job, known, fieldOwners(known, job.kind.fieldManager).all);
    return (await retried(rewrite, 'Invalid')) ?? look(job, ref); // Invalid: somebody made it immutable, which metadata do not show
  }
  if (!known && job.copies) return (await retried(() => makeCopy(job, ref))) ?? look(job, ref);
  return look(job, ref);
}

function isKnownRight(job: CopyJob, ref: ObjectRef, known: ObjectMeta | undefined): boolean {
  if (job.sync.spec.conflictPolicy === 'Merge') return false; // merge-keys.ts has a way of its own
  if (job.verify && !job.copies) return false;
  return isCheckedCopy(job, ref, known);
}

/** Why nothing may be written to the namespace. Rights come first: who has none learns nothing about it. */
async function closedNamespace(job: CopyJob, ref: ObjectRef, known: ObjectMeta | undefined): Promise<TargetState | undefined> {
  const { namespace = '' } = ref;
  const found = job.namespaces.get({ name: namespace });
  const verbs = neededFirst(job, known);
  const lacking = await withoutRight(job, ref, verbs);
  // Asked for again in one order, so that the answer does not tell whether something is there.
  if (lacking) return verbs[0] === 'create' ? lacking : withoutRight(job, ref, ['create', 'patch', 'get']);
  if (!found) return refused(namespace, 'NamespaceNotFound', `namespace ${namespace} does not exist`);
  if (found.metadata.deletionTimestamp)
    return refused(namespace, 'NamespaceTerminating', `namespace ${namespace} is being deleted`);
  return undefined;
}

function neededFirst(job: CopyJob, known: ObjectMeta | undefined): readonly string[] {
  if (!job.copies) return ['get'];
  if (!known) return ['create'];
  return isIntact(job, known) ? ['patch'] : ['patch', 'get'];
}

/** Reads the object that is there, with the tenant's rights, and does what it takes. */
async function look(job: CopyJob, ref: ObjectRef): Promise<TargetState> {
  const { namespace = '' } = ref;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const lacking = await withoutRight(job, ref, ['get']);
    if (lacking) return lacking;
    const existing = await job.tenant.find(job.kind.resource, ref, { signal: job.signal });
    const needed = await withoutRight(job, ref, [existing ? 'patch' : 'create']);
    if (needed) return needed;
    const state = await retried(() => (existing ? settleExisting(job, existing) : makeCopy(job, ref)));
    if (state) return state;
  }
  const message = `${job.kind.resource.kind} ${namespace}/${ref.name} changes faster than it can be written`;
  return { namespace, state: 'Failed', reason: 'Failed', message };
}

async function settleExisting(job: CopyJob, existing: KubeObject): Promise<TargetState> {
  const { sync, kind, desired, memory } = job;
  const { metadata } = existing;
  const { namespace = '' } = metadata;
  const claim = claimOf(metadata, sync, kind.fieldManager);
  if (claim === 'none') {
    if (mergedClaim(existing, sync, kind) !== 'own') return adoptOrRefuse(job, existing);
    return settleExisting(job, await makeWhole(job, existing, 'own'));
  }
  if (
    claim === 'ours' &&
    sameContent(contentOf(existing), desired.content) &&
    hasMetadata(metadata, desired, kind.fieldManager)
  ) {
    memory.checked.remember(sync.metadata.uid, metadata, desired.fingerprint);
    return { namespace, state: 'Synced', change: 'none' };
  }
  if (isAdopted(metadata) && mustBeReplaced(existing, job)) return irreplaceable(job, existing);
  const ref = { name: metadata.name, namespace };
  const contested = contestedCopy(job, ref);
  if (contested) return contested;
  const isKnown = memory.checked.get(sync.metadata.uid, ref) !== undefined;
  const isRepair = claim === 'ours' && (isKnown ? wasRight(job, ref) : revisionMark(metadata) === desired.revision);
  const state = await rewriteCopy(job, existing.metadata, contentKeys(existing), existing);
  if (!isRepair || state.state !== 'Synced') return state;
  countRepair(job, ref, existing, kind.fieldManager);
  return { ...state, change: 'repaired' };
}

/** Makes a copy where none is; one that was there and is gone is a repair. */
async function makeCopy(job: CopyJob, ref: ObjectRef): Promise<TargetState> {
  const contested = contestedCopy(job, ref);
  if (contested) return contested;
  const isRepair = wasRight(job, ref);
  const state = await createCopy(job, ref);
  if (!isRepair || state.state !== 'Synced') return state;
  countRepair(job, ref, undefined, job.kind.fieldManager);
  return { ...state, change: 'repaired' };
}

/** `undefined` when somebody was faster, and one has to look again. */
async function retried(write: () => Promise<TargetState>, ...also: readonly StatusReason[]): Promise<TargetState | undefined> {
  try {
    return await write();
  } catch (error) {
    if (isApiError(error, 'AlreadyExists', 'Conflict', ...also)) return undefined;
    if (isApiError(error, 'NotFound') && error.subject?.kind !== 'Namespace') return undefined;
    throw error;
  }
}
