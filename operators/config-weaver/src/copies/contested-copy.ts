import type { KubeObject, ObjectRef } from '@capstan/schema';
import { keysOf } from '../content/content.ts';
import { isAdopted } from '../marks/copy-marks.ts';
import { lastWriter } from '../marks/field-owners.ts';
import type { CopyJob, TargetState } from './copy-job.ts';

/** Why a copy is left alone for now: somebody keeps undoing what is written. */
export function contestedCopy({ sync, kind, memory }: CopyJob, ref: ObjectRef): TargetState | undefined {
  const contested = memory.fights.contested(fightOf(sync, ref));
  if (!contested) return undefined;
  const { namespace = '', name } = ref;
  const time = new Date(contested.until).toISOString().slice(11, 19);
  const message = `${contested.opponent} ${kind.resource.kind} ${namespace}/${name}; stop it, or take the namespace out of the targets (next repair at ${time} UTC)`;
  return { namespace, state: 'Failed', reason: 'Contested', message, retryAt: contested.until };
}

/** Counts a repair of what was found in place of a copy that was right; nothing found means that it was deleted. */
export function countRepair(job: CopyJob, ref: ObjectRef, found: KubeObject | undefined, manager: string): void {
  const opponent = found ? `${writerOf(job, found, manager)} keeps changing` : 'somebody keeps deleting';
  job.memory.fights.repaired(fightOf(job.sync, ref), opponent);
}

/** Who has changed an object. Of one that others rightly write to only our keys count: nobody is blamed for theirs. */
function writerOf({ sync, desired }: CopyJob, { metadata }: KubeObject, manager: string): string {
  const isOthers = sync.spec.conflictPolicy === 'Merge' || isAdopted(metadata);
  const writer = lastWriter(metadata, manager, isOthers ? keysOf(desired.content) : undefined);
  return writer === undefined ? 'somebody whose writes the server has no record of' : `field manager ${writer}`;
}

/** Whether a copy was last seen as it should be now. */
export const wasRight = ({ sync, memory, desired }: CopyJob, ref: ObjectRef): boolean =>
  memory.checked.get(sync.metadata.uid, ref)?.revision === desired.fingerprint;

const fightOf = ({ metadata }: CopyJob['sync'], { namespace, name }: ObjectRef) => `${metadata.uid} ${namespace}/${name}`;
