import type { KubeObject, ObjectMeta, ObjectRef } from '@capstan/schema';
import { contentKeys, contentOf, sameContent } from '../content/content.ts';
import { staleMetadata } from '../marks/copy-marks.ts';
import { withoutLegacyMarks } from '../marks/legacy-marks.ts';
import type { CopyJob, TargetState, TroubledTarget } from './copy-job.ts';
import { withoutRight } from './explain-failure.ts';

/** Makes the copy. Fails with `AlreadyExists` where something has its name: applying could mix the two. */
export async function createCopy(job: CopyJob, { name, namespace = '' }: ObjectRef): Promise<TargetState> {
  const { tenant, kind, desired, sync, memory, signal } = job;
  const { labels, annotations, content, immutable } = desired;
  const copy = { metadata: { name, namespace, labels, annotations }, ...kind.body(content), ...(immutable && { immutable }) };
  const made = await tenant.create(kind.resource, copy, { signal });
  memory.checked.remember(sync.metadata.uid, made.metadata, desired.fingerprint, 'made');
  return { namespace, state: 'Synced', change: 'created' };
}

/**
 * Writes a copy anew, provided that it is still the object and the version that was seen. `keys` are those it has, as
 * `data/key`; what is not wanted of them goes.
 */
export async function rewriteCopy(
  job: CopyJob,
  seen: ObjectMeta,
  keys: ReadonlySet<string>,
  existing?: KubeObject,
  extraAnnotations: Readonly<Record<string, string>> = {},
): Promise<TargetState> {
  const { tenant, kind, desired, sync, memory, signal } = job;
  const { name, namespace = '', uid, resourceVersion } = seen;
  const ref = { name, namespace };
  if (existing && mustBeReplaced(existing, job)) return replaceCopy(job, seen);
  const stale = staleMetadata(seen, desired, kind.fieldManager);
  const legacy = withoutLegacyMarks(seen);
  const metadata = {
    uid,
    resourceVersion,
    labels: { ...stale.labels, ...legacy.labels, ...desired.labels },
    annotations: { ...stale.annotations, ...legacy.annotations, ...desired.annotations, ...extraAnnotations },
  };
  const body = { metadata, ...changedContent(job, keys) };
  const written = await tenant.patch(kind.resource, ref, { type: 'merge', body }, { signal });
  const unrecorded = contentOf(written);
  if (!sameContent(unrecorded, desired.content) && !existing) {
    // Keys whose writer the server has no record of; now they are known.
    return rewriteCopy(job, written.metadata, contentKeys(written), written, extraAnnotations);
  }
  memory.checked.remember(sync.metadata.uid, written.metadata, desired.fingerprint);
  return { namespace, state: 'Synced', change: 'updated' };
}

/** Deletes a copy and makes it anew. What may not be made again is not deleted, whatever was allowed a while ago. */
async function replaceCopy(job: CopyJob, seen: ObjectMeta): Promise<TargetState> {
  const { name, namespace = '' } = seen;
  const barred = await deleteToReplace(job, seen);
  if (barred) return barred;
  return { ...(await createCopy(job, { name, namespace })), namespace, state: 'Synced', change: 'updated' };
}

/** Deletes a copy that is to be made anew, or says why it can't be. */
export async function deleteToReplace(job: CopyJob, seen: ObjectMeta): Promise<TroubledTarget | undefined> {
  const { tenant, kind, memory, signal } = job;
  const { name, namespace = '', uid, resourceVersion } = seen;
  const ref = { name, namespace };
  memory.rights.forget(tenant, kind.resource, ref);
  const lacking = await withoutRight(job, ref, ['create', 'delete']);
  if (!lacking) await tenant.delete(kind.resource, ref, { preconditions: { uid, resourceVersion }, signal });
  return lacking;
}

/** Whether an object has what the server lets nobody change. */
export function mustBeReplaced(existing: KubeObject, { desired }: Pick<CopyJob, 'desired'>): boolean {
  const content = contentOf(existing);
  const isImmutable = 'immutable' in existing && existing.immutable === true;
  return content.type !== desired.content.type || (isImmutable && !sameContent(content, desired.content));
}

function changedContent({ desired }: CopyJob, keys: ReadonlySet<string>): object {
  const { data, binaryData } = desired.content;
  const gone = (map: string, wanted: object) =>
    [...keys].flatMap((key) => {
      const name = key.startsWith(`${map}/`) ? key.slice(map.length + 1) : undefined;
      return name === undefined || Object.hasOwn(wanted, name) ? [] : [[name, null] as const];
    });
  const all = { data: { ...Object.fromEntries(gone('data', data)), ...data } };
  const binary = { ...Object.fromEntries(gone('binaryData', binaryData)), ...binaryData };
  return Object.keys(binary).length > 0 ? { ...all, binaryData: binary } : all;
}
