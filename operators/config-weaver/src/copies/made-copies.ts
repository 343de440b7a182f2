import type { ObjectMeta } from '@capstan/schema';
import type { Visit } from '../visit/visit.ts';

/** Copies that a status names as made by its sync, at most. */
const recordedAtMost = 500;

/**
 * The uids of copies that the operator has itself made for a sync and that are still there. Marks can be written by anybody
 * who may write the object; that the server gave this uid to a create of ours can't be claimed.
 */
export function madeCopies({ sync, ctx, kind, memory }: Visit): readonly string[] {
  const { uid } = sync.metadata;
  const there = new Set(
    ctx
      .metadata(kind.resource)
      .byIndex('owner', uid)
      .map(({ metadata }) => metadata.uid),
  );
  const before = sync.status?.madeCopies?.filter((made) => there.has(made)) ?? [];
  return [...new Set([...before, ...memory.checked.made(uid)])].slice(0, recordedAtMost).sort();
}

export function isMadeCopy({ sync, memory }: Visit, { name, namespace, uid }: ObjectMeta): boolean {
  const checked = memory.checked.get(sync.metadata.uid, { name, namespace });
  return (checked?.isMade === true && checked.uid === uid) || sync.status?.madeCopies?.includes(uid) === true;
}
