import type { ObjectMeta, ObjectRef } from '@capstan/schema';
import { keysOf } from '../content/content.ts';
import { claimOf, hasMetadata, revisionMark } from '../marks/copy-marks.ts';
import { fieldOwners, ownsExactly } from '../marks/field-owners.ts';
import { isOlder } from './checked-copies.ts';
import type { CopyJob } from './copy-job.ts';

/**
 * Whether a copy is right without reading it: it is as it was when it was last seen to be right, or its metadata prove it.
 * The server records who wrote which key, so a copy all of whose keys we wrote, and nobody else any, holds what we wrote.
 */
export function isCheckedCopy(job: CopyJob, ref: ObjectRef, known: ObjectMeta | undefined): boolean {
  const { sync, desired, memory, copies } = job;
  const checked = memory.checked.get(sync.metadata.uid, ref);
  if (!copies) return checked?.revision === desired.fingerprint && hasNamespace(job, ref);
  if (!known) return false;
  if (checked?.uid === known.uid)
    return checked.revision === desired.fingerprint && !isOlder(checked.resourceVersion, known.resourceVersion);
  if (
    !isWrittenByUs(job, known) ||
    revisionMark(known) !== desired.revision ||
    !hasMetadata(known, desired, job.kind.fieldManager)
  )
    return false;
  if (!ownsExactly(known, job.kind.fieldManager, keysOf(desired.content))) return false;
  memory.checked.remember(sync.metadata.uid, known, desired.fingerprint);
  return true;
}

/** A copy goes with its namespace, and one that is made anew is empty. */
function hasNamespace({ sync, memory, namespaces }: CopyJob, ref: ObjectRef): boolean {
  const found = namespaces.get({ name: ref.namespace ?? '' });
  if (found && !found.metadata.deletionTimestamp) return true;
  memory.checked.forget(sync.metadata.uid, ref);
  return false;
}

/** Whether nobody has touched a copy since we wrote it, so that it can be written again without a look. */
export function isIntact(job: CopyJob, known: ObjectMeta): boolean {
  const { sync, memory, desired } = job;
  const checked = memory.checked.get(sync.metadata.uid, { name: desired.name, namespace: known.namespace });
  if (checked?.revision === desired.fingerprint) return false; // it should be right, and somebody changed it
  if (checked?.uid === known.uid && isOlder(checked.resourceVersion, known.resourceVersion)) return false;
  return isWrittenByUs(job, known) && revisionMark(known) !== desired.revision;
}

function isWrittenByUs({ sync, kind }: CopyJob, known: ObjectMeta): boolean {
  return claimOf(known, sync, kind.fieldManager) === 'ours' && fieldOwners(known, kind.fieldManager).others.length === 0;
}
