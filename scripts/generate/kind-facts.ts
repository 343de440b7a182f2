import type { ServerReader } from './read-server.ts';
import { collectSchemas, type SchemaFacts } from './schema-facts.ts';

/** A kind's facts: what discovery and OpenAPI say of it, without prose. */
export interface KindFacts {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  readonly versions: readonly VersionFacts[];
}

export interface VersionFacts {
  readonly version: string;
  /** Name in `schemas`. */
  readonly schema: string;
  readonly verbs: readonly string[];
  readonly subresources?: readonly SubresourceFacts[];
}

export interface SubresourceFacts {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

export interface Facts {
  readonly kubernetes: string;
  readonly schemas: Readonly<Record<string, SchemaFacts>>;
  readonly kinds: readonly KindFacts[];
}

interface GroupKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}
interface AggregatedDiscovery {
  readonly items: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources: readonly {
        readonly resource: string;
        readonly responseKind: GroupKind;
        readonly scope: 'Namespaced' | 'Cluster';
        readonly singularResource: string;
        readonly verbs: readonly string[];
        readonly shortNames?: readonly string[];
        readonly categories?: readonly string[];
        readonly subresources?: readonly {
          readonly subresource: string;
          readonly responseKind?: GroupKind;
          readonly verbs: readonly string[];
        }[];
      }[];
    }[];
  }[];
}

/** Served upstream in a second shape that needs a conversion, which the embedded server does not have. */
const leftOut = new Set(['autoscaling/v1/horizontalpodautoscalers']);

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Everything the API server and the types need to know of built-in kinds, read from a running server. */
export async function kindFacts(server: ServerReader): Promise<Facts> {
  const { gitVersion } = await server.json<{ gitVersion: string }>('/version');
  const discovered = [
    ...(await server.json<AggregatedDiscovery>('/api', aggregated)).items,
    ...(await server.json<AggregatedDiscovery>('/apis', aggregated)).items,
  ];
  const kinds = new Map<string, KindFacts & { versions: VersionFacts[] }>();
  const { schemas, schemaOf } = await collectSchemas(server);
  for (const { metadata, versions } of discovered) {
    const group = metadata?.name ?? '';
    for (const { version, resources } of versions) {
      for (const found of resources) {
        if (leftOut.has(`${group}/${version}/${found.resource}`)) continue;
        const key = `${group}/${found.resource}`;
        const { kind } = found.responseKind;
        const known = kinds.get(key) ?? {
          group,
          kind,
          plural: found.resource,
          singular: found.singularResource,
          ...(found.shortNames && { shortNames: found.shortNames }),
          ...(found.categories && { categories: found.categories }),
          scope: found.scope,
          versions: [],
        };
        const subresources = (found.subresources ?? []).map(({ subresource, responseKind, verbs }) => ({
          name: subresource,
          group: responseKind?.group ?? group,
          version: responseKind?.version || version,
          kind: responseKind?.kind || kind,
          verbs,
        }));
        known.versions.push({
          version,
          schema: schemaOf({ group, version, kind }),
          verbs: found.verbs,
          ...(subresources.length > 0 && { subresources }),
        });
        kinds.set(key, known);
      }
    }
  }
  return { kubernetes: gitVersion, schemas, kinds: [...kinds.values()] };
}
