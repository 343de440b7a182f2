import type { DiscoveredResource } from '../discovery.ts';

interface ResourceList {
  readonly groupVersion: string;
  readonly resources?: readonly ResourceEntry[];
}

interface ResourceEntry {
  readonly name: string;
  readonly kind: string;
  readonly namespaced?: boolean;
  readonly singularName?: string;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** The paths of every version of an `APIVersions` or `APIGroupList` document, in the server's order. */
export function versionPaths(document: unknown): readonly string[] {
  const { versions, groups } = document as {
    readonly versions?: readonly string[];
    readonly groups?: readonly { readonly versions?: readonly { readonly groupVersion: string }[] }[];
  }; // the two documents that a server answers at /api and /apis
  if (versions) return versions.map((version) => `/api/${version}`);
  return (groups ?? []).flatMap((group) => (group.versions ?? []).map(({ groupVersion }) => `/apis/${groupVersion}`));
}

/** The kinds of one version. Subresources are entries of their own there, and go to their resource here. */
export function readResourceList(document: unknown): readonly DiscoveredResource[] {
  const { groupVersion, resources = [] } = document as ResourceList; // what the server answers at a version's path
  const slash = groupVersion.indexOf('/');
  const group = slash === -1 ? '' : groupVersion.slice(0, slash);
  const version = groupVersion.slice(slash + 1);
  const subresources = resources.map(({ name }) => name.split('/')).filter((parts) => parts.length === 2);
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map((resource) => ({
      group,
      version,
      kind: resource.kind,
      plural: resource.name,
      scope: resource.namespaced ? 'Namespaced' : 'Cluster',
      singular: resource.singularName ?? '',
      shortNames: resource.shortNames ?? [],
      categories: resource.categories ?? [],
      verbs: resource.verbs ?? [],
      subresources: subresources.filter(([owner]) => owner === resource.name).map(([, name = '']) => name),
    }));
}
