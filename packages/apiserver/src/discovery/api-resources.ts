import type { ServedKind, ServedVersion } from '../resources/served-kind.ts';

/** A kind that a group and version serves. */
export interface ServedResource {
  readonly kind: ServedKind;
  readonly version: ServedVersion;
}

export interface Subresource {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

const objectVerbs = ['get', 'patch', 'update'] as const;

/** All subresources of a kind. Those of custom kinds come in their own order. */
export function subresourcesOf({ kind, version }: ServedResource): readonly Subresource[] {
  const { status, scale, others } = version.subresources;
  const statusEntry: Subresource = {
    name: 'status',
    group: kind.group,
    version: version.version,
    kind: kind.kind,
    verbs: objectVerbs,
  };
  const scaleEntry: Subresource = { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: objectVerbs };
  const entries = [...others, ...(status ? [statusEntry] : []), ...(scale ? [scaleEntry] : [])];
  return kind.custom ? entries : entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** `APIResourceList`: what one group and version serves. */
export function apiResourceList(groupVersion: string, resources: readonly ServedResource[]): object {
  return {
    kind: 'APIResourceList',
    // The core group's list is older than the field.
    ...(groupVersion !== 'v1' && { apiVersion: 'v1' }),
    groupVersion,
    resources: resources.flatMap((resource) => [mainEntry(resource), ...subresourceEntries(resource)]),
  };
}

function mainEntry({ kind, version }: ServedResource): object {
  return {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.scope === 'Namespaced',
    kind: kind.kind,
    verbs: version.verbs,
    ...(kind.shortNames.length > 0 && { shortNames: kind.shortNames }),
    ...(kind.categories.length > 0 && { categories: kind.categories }),
  };
}

function subresourceEntries(resource: ServedResource): readonly object[] {
  const { kind, version } = resource;
  return subresourcesOf(resource).map((subresource) => ({
    name: `${kind.plural}/${subresource.name}`,
    singularName: '',
    namespaced: kind.scope === 'Namespaced',
    ...(!isOwn(subresource, kind, version) && { group: subresource.group, version: subresource.version }),
    kind: subresource.kind,
    verbs: subresource.verbs,
  }));
}

/** Whether a subresource takes kinds of the group and version that serve it; only others are named. */
export const isOwn = (subresource: Subresource, kind: ServedKind, version: ServedVersion): boolean =>
  subresource.version === version.version && (subresource.group === kind.group || subresource.group === '');
