import type { FieldsV1, KubeObject, ManagedFieldsEntry } from '@capstan/schema';
import { adoptedMark, copyMarks, isAdopted, unmarked } from '../marks/copy-marks.ts';
import { madeByMergeMark, mergeManager, mergeMarks, withoutMergeMarks } from '../marks/merge-marks.ts';
import type { CopyJob } from './copy-job.ts';

/** Goes on with an object whose keys the sync has merged as with a copy of its own; one that others have a part in as adopted. */
export function makeWhole(job: CopyJob, merged: KubeObject, from: 'own' | 'shared'): Promise<KubeObject> {
  const { sync, kind, desired } = job;
  // Without a revision, so that what the sync wants of it is written next and is no repair.
  const { labels, annotations } = copyMarks(sync, { revision: '', path: desired.path });
  const marks = {
    labels,
    annotations: { ...withoutMergeMarks(merged.metadata), ...annotations, ...(from === 'shared' && adoptedMark) },
  };
  return changeHands(job, merged, {
    marks,
    from: mergeManager(sync, kind),
    to: { manager: kind.fieldManager, operation: 'Update' },
  });
}

/**
 * Goes on with a copy of the sync's own as with one that it merges its keys into, and that it has made unless it was adopted.
 * The new marks come first, and the old ones go after: in between it is still the sync's own.
 */
export async function makeMerged(job: CopyJob, whole: KubeObject): Promise<KubeObject> {
  const { sync, kind, desired, tenant, signal } = job;
  const { name, namespace = '', uid } = whole.metadata;
  const manager = mergeManager(sync, kind);
  const annotations = {
    ...mergeMarks(sync, { revision: 'none', path: desired.path }),
    ...(!isAdopted(whole.metadata) && madeByMergeMark(sync)),
  };
  const body = { metadata: { name, namespace, uid, annotations } };
  const marked = await tenant.apply(kind.resource, body, { fieldManager: manager, signal });
  return changeHands(job, marked, {
    marks: unmarked(marked.metadata),
    from: kind.fieldManager,
    to: { manager, operation: 'Apply' },
  });
}

interface Change {
  readonly marks: { readonly labels: object; readonly annotations: object };
  readonly from: string;
  readonly to: Required<Pick<ManagedFieldsEntry, 'manager' | 'operation'>>;
}

/**
 * Changes the marks of an object, and under which name the server has its record of what the sync wrote, in one write: a
 * name of before would go on owning keys, and nobody could take them out. A client may write `managedFields`
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership).
 */
function changeHands({ tenant, kind, signal }: CopyJob, object: KubeObject, { marks, from, to }: Change): Promise<KubeObject> {
  const { name, namespace, uid, resourceVersion, managedFields = [] } = object.metadata;
  const isOurs = ({ manager }: ManagedFieldsEntry) => manager === from || manager === to.manager;
  const fieldsV1 = managedFields.filter(isOurs).reduce<FieldsV1>((all, entry) => joined(all, entry.fieldsV1 ?? {}), {});
  const entry = { ...managedFields.find(isOurs), ...to, fieldsV1 };
  const body = {
    metadata: { uid, resourceVersion, ...marks, managedFields: [...managedFields.filter((other) => !isOurs(other)), entry] },
  };
  return tenant.patch(kind.resource, { name, namespace }, { type: 'merge', body }, { signal });
}

const joined = (left: FieldsV1, right: FieldsV1): FieldsV1 => ({
  ...left,
  ...Object.fromEntries(Object.entries(right).map(([path, fields]) => [path, joined(left[path] ?? {}, fields)])),
});
