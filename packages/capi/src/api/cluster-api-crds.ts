import { readFileSync } from 'node:fs';
import type { CustomResourceDefinitionManifest, JsonObject, StructuralSchema } from '@capstan/schema';

/** API groups of Cluster API, each a file of definitions. */
export const clusterApiGroups = [
  'cluster.x-k8s.io',
  'addons.cluster.x-k8s.io',
  'ipam.cluster.x-k8s.io',
  'runtime.cluster.x-k8s.io',
  'bootstrap.cluster.x-k8s.io',
  'controlplane.cluster.x-k8s.io',
  'infrastructure.cluster.x-k8s.io',
  'clusterctl.cluster.x-k8s.io',
] as const;

export type ClusterApiGroup = (typeof clusterApiGroups)[number];

export interface ClusterApiCrdOptions {
  /** Only kinds of these groups. Default: all. */
  readonly groups?: readonly ClusterApiGroup[];
  /**
   * Where Cluster API's managers convert between versions; then v1beta1 is served too. Default: nowhere, and only
   * the version that is stored is served.
   */
  readonly conversion?: { readonly url: string; readonly caBundle: string };
}

/** A definition of Cluster API, with the labels `clusterctl` gives it. */
export interface ClusterApiDefinition extends CustomResourceDefinitionManifest {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: JsonObject & {
    readonly group: string;
    readonly names: JsonObject & DefinitionNames;
    readonly versions: readonly DefinitionVersion[];
  };
}

interface DefinitionNames {
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly listKind: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

type DefinitionVersion = JsonObject & {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema: { readonly openAPIV3Schema: StructuralSchema & JsonObject };
};

type StoredDefinition = Pick<ClusterApiDefinition, 'metadata' | 'spec'>;

const loaded = new Map<string, readonly StoredDefinition[]>();

/**
 * The CustomResourceDefinitions of Cluster API, ready to apply.
 *
 * @example
 * for (const crd of clusterApiCrds({ groups: ['cluster.x-k8s.io'] }))
 *   await client.apply(CustomResourceDefinition, crd, { fieldManager: 'setup' });
 */
export function clusterApiCrds(options: ClusterApiCrdOptions = {}): readonly ClusterApiDefinition[] {
  const { groups = clusterApiGroups, conversion } = options;
  return groups.flatMap((group) => load(group).map((definition) => manifest(definition, conversion)));
}

/** The definition of one kind, in the version that is stored. */
export function definitionOf(group: string, plural: string): ClusterApiDefinition {
  const definition = load(group).find(({ spec }) => spec.names.plural === plural);
  if (!definition) throw new Error(`${plural}.${group} is not among the generated definitions`);
  return manifest(definition);
}

function manifest({ metadata, spec }: StoredDefinition, conversion?: ClusterApiCrdOptions['conversion']): ClusterApiDefinition {
  const types = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' } as const;
  const stored = spec.versions.filter(({ storage }) => storage);
  // Without a converter the server would only relabel objects of another version, which then lack what they should have.
  if (!conversion || stored.length === spec.versions.length) return { ...types, metadata, spec: { ...spec, versions: stored } };
  const webhook = { conversionReviewVersions: ['v1'], clientConfig: { ...conversion } };
  return { ...types, metadata, spec: { ...spec, conversion: { strategy: 'Webhook', webhook } } };
}

function load(group: string): readonly StoredDefinition[] {
  const known = loaded.get(group);
  if (known) return known;
  const file = new URL(`../generated/crds/${group}.json`, import.meta.url);
  const definitions = JSON.parse(readFileSync(file, 'utf8')) as readonly StoredDefinition[]; // written by our generator
  loaded.set(group, definitions);
  return definitions;
}
