import type { KubeObject } from '@capstan/schema';
import { namespaceOf } from '../api/sync.ts';
import { contentKeys, contentOf } from '../content/content.ts';
import { adoptedMark } from '../marks/copy-marks.ts';
import { fieldOwners } from '../marks/field-owners.ts';
import { isLeftByNamesake, type Keeper, keptBy, otherKeepers, otherOwner } from '../marks/keepers.ts';
import { mergedClaim, mergeManager } from '../marks/merge-marks.ts';
import { makeWhole } from './change-hands.ts';
import { type CopyJob, refused, type TargetState } from './copy-job.ts';
import { mustBeReplaced, rewriteCopy } from './write-copy.ts';

/** What becomes of an object that was there before: taken over where the sync says so, and nobody else keeps it. */
export async function adoptOrRefuse(job: CopyJob, existing: KubeObject): Promise<TargetState> {
  const { sync, kind } = job;
  const { namespace = '' } = existing.metadata;
  const keeper = otherKeepers(existing, sync).find(job.isLive);
  if (sync.spec.conflictPolicy !== 'Adopt' || keeper)
    return refused(namespace, 'TargetExists', `${kind.resource.kind} ${namespace}/${whoseItIs(job, existing, keeper)}`);
  if (mustBeReplaced(existing, job)) return irreplaceable(job, existing);
  const isShared = mergedClaim(existing, sync, kind) === 'shared';
  const taken = isShared ? await makeWhole(job, existing, 'shared') : existing;
  const state = await rewriteCopy(job, taken.metadata, contentKeys(taken), taken, adoptedMark);
  return state.state === 'Synced' ? { ...state, change: 'adopted' } : state;
}

/** What was there before its sync is never deleted to be made anew. */
export function irreplaceable({ kind, desired }: CopyJob, existing: KubeObject): TargetState {
  const { name, namespace = '' } = existing.metadata;
  const { type } = contentOf(existing);
  const why = type === desired.content.type ? 'immutable' : `of type ${type}, not ${desired.content.type}`;
  const message = `${kind.resource.kind} ${namespace}/${name} is ${why}, so it cannot be taken over; delete it, or name another target`;
  return refused(namespace, 'TypeDiffers', message);
}

/** In words whose an object is, and the ways out. */
function whoseItIs(job: CopyJob, existing: KubeObject, keeper: Keeper | undefined): string {
  const { sync, kind } = job;
  const { name } = existing.metadata;
  const whose = keeper ? `${keeper.kind} ${keeper.namespace}/${keeper.name}` : describeOwner(job, existing);
  if (mergedClaim(existing, sync, kind) === 'shared')
    return `${name} is shared with ${whose}; what was merged into it stays as it is until this sync is deleted; set spec.conflictPolicy: Merge again, or name another target`;
  if (keeper) return `${name} ${keptBy(keeper)}`;
  return `${name} exists and belongs to ${whose}; delete it, name another target, or set spec.conflictPolicy: Adopt`;
}

/** Who has the object that stands in the way, in words. */
function describeOwner({ sync, kind }: CopyJob, object: KubeObject): string {
  const owner = otherOwner(object, sync);
  if (owner) return `${owner.kind} ${owner.namespace}/${owner.name}`;
  if (isLeftByNamesake(object, sync, kind)) return `an earlier ${sync.kind} ${namespaceOf(sync)}/${sync.metadata.name}`;
  const [controller] = object.metadata.ownerReferences ?? [];
  if (controller) return `${controller.kind} ${controller.name}`;
  const own = mergeManager(sync, kind);
  const [content] = fieldOwners(object.metadata, own).others;
  const manager = content ?? object.metadata.managedFields?.find((entry) => entry.manager !== own)?.manager;
  return manager ? `field manager ${manager}` : 'nobody we know';
}
