import type { DiscoveredResource } from '../discovery.ts';

/** What a server that aggregates discovery answers at `/api` and `/apis`. */
interface GroupDiscoveryList {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly { readonly version: string; readonly resources?: readonly ResourceDiscovery[] }[];
  }[];
}

interface ResourceDiscovery {
  readonly resource: string;
  readonly responseKind?: { readonly kind?: string } | null;
  readonly scope?: string;
  readonly singularResource?: string;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly { readonly subresource: string }[] | null;
}

/** Asked for first; a server that does not know it answers the old documents. */
export const discoveryAccept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

export function isAggregated(contentType: unknown): boolean {
  return typeof contentType === 'string' && contentType.includes('as=APIGroupDiscoveryList');
}

export function readAggregated(document: unknown): readonly DiscoveredResource[] {
  const { items = [] } = document as GroupDiscoveryList; // what the content type says it is
  return items.flatMap(({ metadata, versions = [] }) =>
    versions.flatMap(({ version, resources = [] }) =>
      resources.flatMap((resource) => readResource(metadata?.name ?? '', version, resource)),
    ),
  );
}

function readResource(group: string, version: string, resource: ResourceDiscovery): readonly DiscoveredResource[] {
  const kind = resource.responseKind?.kind;
  if (!kind) return []; // only subresources are served: nothing a client could name
  return [
    {
      group,
      version,
      kind,
      plural: resource.resource,
      scope: resource.scope === 'Cluster' ? 'Cluster' : 'Namespaced',
      singular: resource.singularResource ?? '',
      shortNames: resource.shortNames ?? [],
      categories: resource.categories ?? [],
      verbs: resource.verbs ?? [],
      subresources: (resource.subresources ?? []).map(({ subresource }) => subresource),
    },
  ];
}
