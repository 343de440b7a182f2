import type { ServedVersion } from '../resources/served-kind.ts';
import { isOwn, type ServedResource, subresourcesOf } from './api-resources.ts';
import type { ServedGroup } from './served-groups.ts';

/** `APIGroupDiscoveryList`: everything that some groups serve, in one document. */
export function groupDiscoveryList(groups: Iterable<ServedGroup>): object {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: [...groups].map((group) => ({
      metadata: group.name === '' ? {} : { name: group.name },
      versions: [...group.versions].map(([version, resources]) => ({
        version,
        resources: resources.map(resourceEntry),
        freshness: 'Current',
      })),
    })),
  };
}

function resourceEntry(resource: ServedResource): object {
  const { kind, version } = resource;
  const subresources = subresourcesOf(resource).map((subresource) => ({
    subresource: subresource.name,
    responseKind: isOwn(subresource, kind, version)
      ? { ...ownGroupVersion(resource), kind: subresource.kind }
      : { group: subresource.group, version: subresource.version, kind: subresource.kind },
    verbs: subresource.verbs,
  }));
  return {
    resource: kind.plural,
    responseKind: { ...ownGroupVersion(resource), kind: kind.kind },
    scope: kind.scope,
    singularResource: kind.singular,
    verbs: version.verbs,
    ...(kind.shortNames.length > 0 && { shortNames: kind.shortNames }),
    ...(kind.categories.length > 0 && { categories: kind.categories }),
    ...(subresources.length > 0 && { subresources }),
  };
}

/** Built-in kinds leave out what the surrounding group and version say. */
function ownGroupVersion({ kind, version }: { readonly kind: ServedResource['kind']; readonly version: ServedVersion }) {
  return kind.custom ? { group: kind.group, version: version.version } : { group: '', version: '' };
}
