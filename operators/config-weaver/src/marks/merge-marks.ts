import type { KubeObject, ObjectMeta, ObjectRef } from '@capstan/schema';
import { namespaceOf, type Sync } from '../api/sync.ts';
import { contentKeys } from '../content/content.ts';
import type { CopyKind } from '../content/copy-kind.ts';
import { pathIn } from './copy-path.ts';
import { fieldOwners, ownMetadata } from './field-owners.ts';

const prefix = 'merge.weaver.capstan.dev/';
const madeByMerge = 'weaver.capstan.dev/made-by-merge';

type Marks = Readonly<Record<string, string>>;

/** Each merging sync writes under a name of its own, so that several can share an object. */
export const mergeManager = ({ metadata }: Sync, { fieldManager }: CopyKind): string =>
  mergeManagerOf(metadata.uid, fieldManager);

export const mergeManagerOf = (uid: string, fieldManager: string): string => `${fieldManager}/${uid}`;

/** The mark of a sync on an object that it merges its keys into, next to those of others. */
export const mergeMarks = (sync: Sync, facts: { readonly revision: string; readonly path: readonly string[] }): Marks => ({
  [prefix + sync.metadata.uid]: `${facts.revision} ${nameInMark(sync)} ${facts.path.join(',')}`,
});

export const madeByMergeMark = (sync: Sync): Marks => ({ [madeByMerge]: sync.metadata.uid });

export const isMadeByMergeOf = ({ annotations }: ObjectMeta, sync: Sync): boolean =>
  annotations?.[madeByMerge] === sync.metadata.uid;

/** The marks that a sync has on an object for merging into it. */
export const ownMergeMarks = ({ annotations = {} }: ObjectMeta, { metadata: { uid } }: Sync): Marks =>
  Object.fromEntries(
    Object.entries(annotations).filter(([key, value]) => key === prefix + uid || (key === madeByMerge && value === uid)),
  );

export const mergedRevision = ({ annotations }: ObjectMeta, sync: Sync): string | undefined => {
  const [mergedAt, name] = annotations?.[prefix + sync.metadata.uid]?.split(' ') ?? [];
  return name === nameInMark(sync) ? mergedAt : undefined;
};

const nameInMark = (sync: Sync) => `${namespaceOf(sync)}/${sync.metadata.name}`;

interface MergeMark {
  readonly uid: string;
  readonly sync: ObjectRef & { readonly namespace: string };
  readonly path: readonly string[];
}

/** What the syncs say that merge keys into an object. */
export const mergeMarksOf = ({ annotations = {} }: ObjectMeta): readonly MergeMark[] =>
  Object.entries(annotations).flatMap(([key, mark]) => {
    if (!key.startsWith(prefix)) return [];
    const [, sync = '', path = ''] = mark.split(' ');
    const [namespace = '', name = ''] = sync.split('/');
    return { uid: key.slice(prefix.length), sync: { name, namespace }, path: pathIn(path) };
  });

/** The sync that writes as a field manager, as its mark on an object says; a mark that somebody else wrote says nothing. */
export const mergerOf = (metadata: ObjectMeta, manager: string, { fieldManager }: CopyKind): MergeMark['sync'] | undefined =>
  mergeMarksOf(metadata).find(
    ({ uid }) => `${fieldManager}/${uid}` === manager && ownMetadata(metadata, manager).has(`annotations ${prefix}${uid}`),
  )?.sync;

/** The part of a merge patch that takes the marks of all merges off. */
export const withoutMergeMarks = ({ annotations = {} }: ObjectMeta): Readonly<Record<string, null>> =>
  Object.fromEntries(
    Object.keys(annotations)
      .filter((key) => key.startsWith(prefix) || key === madeByMerge)
      .map((key) => [key, null]),
  );

/** Whose an object is that a sync has merged keys into: its own, made by it and with nothing of anybody else's in it, or shared. */
export function mergedClaim(object: KubeObject, sync: Sync, kind: CopyKind): 'own' | 'shared' | 'none' {
  const { metadata } = object;
  const manager = mergeManager(sync, kind);
  const written = ownMetadata(metadata, manager);
  if (mergedRevision(metadata, sync) === undefined || !written.has(`annotations ${prefix}${sync.metadata.uid}`)) return 'none';
  const { ours, others } = fieldOwners(metadata, manager);
  const isOwn =
    isMadeByMergeOf(metadata, sync) &&
    written.has(`annotations ${madeByMerge}`) &&
    mergeMarksOf(metadata).length === 1 &&
    others.length === 0 &&
    [...contentKeys(object)].every((key) => ours.has(key));
  return isOwn ? 'own' : 'shared';
}
