import type { KubeObject } from '@capstan/schema';
import { contentKeys } from './content.ts';
import { type CopyJob, refused, type TargetState } from './copy-job.ts';
import { adoptedMark, ownerOf } from './copy-marks.ts';
import { mustBeReplaced, rewriteCopy } from './write-copy.ts';

/** What becomes of an object that was there before: taken over where the sync says so, and nobody else keeps it. */
export async function adoptOrRefuse(job: CopyJob, existing: KubeObject): Promise<TargetState> {
  const { sync, kind } = job;
  const { name, namespace = '' } = existing.metadata;
  const owner = ownerOf(existing);
  const isForged = owner?.name === sync.metadata.name && owner.namespace === sync.metadata.namespace;
  const isKept = owner !== undefined && !isForged && job.isLive(owner);
  if (sync.spec.conflictPolicy !== 'Adopt' || isKept) {
    const wayOut = isKept
      ? 'delete that sync, or name another target'
      : 'delete it, name another target, or set spec.conflictPolicy: Adopt';
    const message = `${kind.resource.kind} ${namespace}/${name} exists and belongs to ${describeOwner(existing, isForged)}; ${wayOut}`;
    return refused(namespace, 'TargetExists', message);
  }
  if (mustBeReplaced(existing, job)) return irreplaceable(job, existing);
  const state = await rewriteCopy(job, existing.metadata, contentKeys(existing), existing, adoptedMark);
  return state.state === 'Synced' ? { ...state, change: 'adopted' } : state;
}

/** What was there before its sync is never deleted to be made anew. */
export function irreplaceable({ kind }: CopyJob, { metadata: { name, namespace = '' } }: KubeObject): TargetState {
  const message = `${kind.resource.kind} ${namespace}/${name} is immutable or of another type, so it cannot be taken over; delete it, or name another target`;
  return refused(namespace, 'TypeDiffers', message);
}

/** Who has the object that stands in the way, in words. */
function describeOwner(object: KubeObject, isForged: boolean): string {
  const owner = ownerOf(object);
  if (owner && !isForged) return `${owner.kind} ${owner.namespace}/${owner.name}`;
  const [controller] = object.metadata.ownerReferences ?? [];
  if (controller) return `${controller.kind} ${controller.name}`;
  const [manager] = object.metadata.managedFields ?? [];
  return manager?.manager ? `field manager ${manager.manager}` : 'nobody we know';
}
