import type { KubeObject, ObjectRef } from '@capstan/schema';
import type { Sync } from '../api/sync.ts';
import type { CopyKind } from '../content/copy-kind.ts';
import { ownerOf, tenanciesOf } from './copy-marks.ts';
import { mergeMarksOf } from './merge-marks.ts';

/** A sync that an object says has it, or keys in it. */
export interface Keeper extends ObjectRef {
  readonly kind: string;
  /** As the marks say. The former operator's have none. */
  readonly uid?: string;
}

/**
 * Whether a sync is the one that an object names. Its name is not enough: anybody can write it as a mark, and would learn from the
 * answer whether there is such a sync.
 */
export const isNamed = (sync: Sync | undefined, { uid }: Keeper): boolean =>
  sync !== undefined && (uid === undefined || uid === sync.metadata.uid);

/** The other sync whose copy an object says it is. */
export function otherOwner(existing: KubeObject, sync: Sync): Keeper | undefined {
  const owner = ownerOf(existing);
  return owner && !isThisOne(owner, sync) ? owner : undefined;
}

/** All other syncs that an object says have it or keys in it. */
export function otherKeepers(existing: KubeObject, sync: Sync): readonly Keeper[] {
  const merging = mergeMarksOf(existing.metadata).map((mark) => ({ kind: sync.kind, uid: mark.uid, ...mark.sync }));
  return [otherOwner(existing, sync) ?? [], ...merging].flat().filter((keeper) => !isThisOne(keeper, sync));
}

/** Whether a sync of the same name, which is gone, has left an object. */
export function isLeftByNamesake(existing: KubeObject, sync: Sync, { fieldManager }: CopyKind): boolean {
  const owner = ownerOf(existing);
  if (!owner || !isThisOne(owner, sync)) return false;
  return tenanciesOf(existing.metadata, fieldManager).some(({ uid }) => uid !== sync.metadata.uid);
}

/** Whether a sync is named, or one of the same name that was there before it. */
export const isThisOne = ({ name, namespace }: ObjectRef, { metadata }: Sync) =>
  name === metadata.name && namespace === metadata.namespace;

/** Why an object that another sync keeps is not written to. */
export const keptBy = ({ kind, namespace, name }: Keeper): string =>
  `exists and belongs to ${kind} ${namespace}/${name}; delete that sync, or name another target`;
