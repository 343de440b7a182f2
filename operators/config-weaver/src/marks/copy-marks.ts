import type { KubeObject, ObjectMeta, ObjectRef } from '@capstan/schema';
import { namespaceOf, type Sync } from '../api/sync.ts';
import { pathIn } from './copy-path.ts';
import { ownMetadata } from './field-owners.ts';
import { isLegacyCopyOf, legacyOwner } from './legacy-marks.ts';
import { mergeManagerOf, mergeMarksOf } from './merge-marks.ts';

const managedBy = 'app.kubernetes.io/managed-by';
const ownerUid = 'weaver.capstan.dev/owner-uid';
const ownerKind = 'weaver.capstan.dev/owner-kind';
const ownerName = 'weaver.capstan.dev/owner-name';
const ownerNamespace = 'weaver.capstan.dev/owner-namespace';
const revision = 'weaver.capstan.dev/revision';
const origin = 'weaver.capstan.dev/origin';
const path = 'weaver.capstan.dev/path';
const adopted = 'weaver.capstan.dev/adopted';

type Marks = Readonly<Record<string, string>>;

/** What every copy of a sync says about itself: whose it is, of what, and by which way it came. */
export interface CopyMarks {
  readonly labels: Marks;
  readonly annotations: Marks;
}

export function copyMarks(sync: Sync, facts: { readonly revision: string; readonly path: readonly string[] }): CopyMarks {
  const { uid, name } = sync.metadata;
  return {
    labels: { [managedBy]: 'config-weaver', [ownerUid]: uid },
    annotations: {
      [ownerUid]: uid,
      [ownerKind]: sync.kind,
      [ownerName]: name,
      [ownerNamespace]: namespaceOf(sync),
      [revision]: facts.revision,
      [origin]: facts.path[0] ?? '',
      [path]: facts.path.join(','),
    },
  };
}

/** The mark of an object that was there before its sync: it outlives the sync. */
export const adoptedMark: Marks = { [adopted]: 'true' };

export const isAdopted = ({ annotations }: ObjectMeta): boolean => annotations?.[adopted] === 'true';

/** A merge patch of metadata that takes all marks off a copy. */
export const unmarked = ({ labels = {}, annotations = {} }: ObjectMeta) => ({
  labels: Object.fromEntries([managedBy, ownerUid].filter((key) => key in labels).map((key) => [key, null])),
  annotations: Object.fromEntries(
    [ownerUid, ownerKind, ownerName, ownerNamespace, revision, origin, path, adopted]
      .filter((key) => key in annotations)
      .map((key) => [key, null]),
  ),
});

export const revisionMark = ({ annotations }: ObjectMeta): string | undefined => annotations?.[revision];

/** The ways by which the content of an object came here, oldest first, without the object itself. */
export function pathOf(metadata: ObjectMeta): readonly string[] {
  const own = pathIn(metadata.annotations?.[path]);
  return [...new Set([...own, ...mergeMarksOf(metadata).flatMap((mark) => mark.path)])];
}

/** Whose an object says it is, by its marks. */
export type Claim = 'ours' | 'legacy' | 'none';

/**
 * What an object says about a sync. Only marks that our own field manager wrote count: who relabels somebody else's copy
 * does not make it ours, and who relabels ours does not take it away.
 */
export function claimOf(metadata: ObjectMeta, sync: Sync, manager: string): Claim {
  const { labels, annotations } = metadata;
  const written = ownMetadata(metadata, manager);
  const said = [
    written.has(`labels ${ownerUid}`) ? labels?.[ownerUid] : undefined,
    written.has(`annotations ${ownerUid}`) ? annotations?.[ownerUid] : undefined,
  ].filter((uid) => uid !== undefined);
  if (said.length > 0) return said.every((uid) => uid === sync.metadata.uid) ? 'ours' : 'none';
  return isLegacyCopyOf(metadata, sync) ? 'legacy' : 'none';
}

/**
 * A merge patch of metadata that takes off what we once set and a copy should not have any more, be it as the first write of a
 * change to Merge that was then given up.
 */
export function staleMetadata(metadata: ObjectMeta, wanted: CopyMarks, manager: string) {
  const uid = wanted.annotations[ownerUid];
  const written = [ownMetadata(metadata, manager), ...(uid ? [ownMetadata(metadata, mergeManagerOf(uid, manager))] : [])];
  const isOurs = (name: string) => written.some((names) => names.has(name));
  const stale = (map: 'labels' | 'annotations') =>
    Object.fromEntries(
      Object.keys(metadata[map] ?? {})
        .filter((key) => isOurs(`${map} ${key}`) && !(key in wanted[map]) && key !== adopted)
        .map((key) => [key, null]),
    );
  return { labels: stale('labels'), annotations: stale('annotations') };
}

/** Whether an object has the labels and annotations that a copy should have, and none that we once set and should not. */
export function hasMetadata(metadata: ObjectMeta, wanted: CopyMarks, manager: string): boolean {
  const { labels, annotations } = metadata;
  const stale = staleMetadata(metadata, wanted, manager);
  return (
    Object.entries(wanted.labels).every(([key, value]) => labels?.[key] === value) &&
    Object.entries(wanted.annotations).every(([key, value]) => annotations?.[key] === value) &&
    Object.keys(stale.labels).length + Object.keys(stale.annotations).length === 0
  );
}

/** The sync that an object says it is a copy for. */
export function ownerOf({ metadata }: KubeObject): (ObjectRef & { readonly kind: string; readonly uid?: string }) | undefined {
  const { annotations } = metadata;
  const name = annotations?.[ownerName];
  const namespace = annotations?.[ownerNamespace];
  if (name && namespace)
    return { kind: annotations?.[ownerKind] ?? 'ConfigMapSync', uid: annotations?.[ownerUid] ?? '', name, namespace };
  const legacy = legacyOwner(metadata);
  return legacy && { kind: 'ConfigMapSync', ...legacy };
}

interface Tenancy {
  readonly uid: string;
  /** The namespace of the sync. */
  readonly namespace: string;
}

/** The syncs that have an object or keys in it, by marks that were written in our name. */
export function tenanciesOf(metadata: ObjectMeta, manager: string): readonly Tenancy[] {
  const { annotations } = metadata;
  const uid = annotations?.[ownerUid];
  const namespace = annotations?.[ownerNamespace];
  const isOurs = uid && namespace && ownMetadata(metadata, manager).has(`annotations ${ownerNamespace}`);
  const merged = mergeMarksOf(metadata).map((mark) => ({ uid: mark.uid, namespace: mark.sync.namespace }));
  return [...(isOurs ? [{ uid, namespace }] : []), ...merged];
}

/** The uids of the syncs that have marked an object; what the cache finds copies by. */
export function ownerUids({ metadata }: KubeObject): readonly string[] {
  const { labels, annotations } = metadata;
  const merged = mergeMarksOf(metadata).map(({ uid }) => uid);
  return [...new Set([labels?.[ownerUid], annotations?.[ownerUid], ...merged].filter((uid) => uid !== undefined))];
}
