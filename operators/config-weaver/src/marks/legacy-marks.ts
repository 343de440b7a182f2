import type { ObjectMeta } from '@capstan/schema';
import { namespaceOf, type Sync } from '../api/sync.ts';

/** How the operator that this one continues (group `weaver.example.com`) marked its copies. */
const labelName = 'cmsOwnerName';
const labelNamespace = 'cmsOwnerNamespace';
const annotationName = 'configmapsync.io/owner-name';
const annotationNamespace = 'configmapsync.io/owner-namespace';

/** Its finalizer on its own objects. */
export const legacyFinalizer = 'configmapsync.io/finalizer';
export const legacyGroup = 'weaver.example.com';

type Marked =
  | Pick<ObjectMeta, 'labels' | 'annotations'>
  | { readonly [map in 'labels' | 'annotations']: ObjectMeta[map] | undefined };

/** The object of the former operator that a copy was made for. Labels cut long names, so annotations come first. */
export function legacyOwner({ labels, annotations }: Marked): { readonly name: string; readonly namespace: string } | undefined {
  const name = annotations?.[annotationName] ?? labels?.[labelName];
  const namespace = annotations?.[annotationNamespace] ?? labels?.[labelNamespace];
  return name && namespace ? { name, namespace } : undefined;
}

/** Whether a copy was made by the former operator for the object that this sync continues. */
export function isLegacyCopyOf(marked: Marked, sync: Sync): boolean {
  const owner = legacyOwner(marked);
  return sync.kind === 'ConfigMapSync' && owner?.name === sync.metadata.name && owner.namespace === namespaceOf(sync);
}

/** A merge patch of metadata that takes the former operator's marks off. */
export const withoutLegacyMarks = ({ labels = {}, annotations = {} }: ObjectMeta) => ({
  labels: removed(labels, [labelName, labelNamespace]),
  annotations: removed(annotations, [annotationName, annotationNamespace]),
});

const removed = (map: Readonly<Record<string, string>>, keys: readonly string[]) =>
  Object.fromEntries(keys.filter((key) => key in map).map((key) => [key, null]));
