import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue, StructuralSchema } from '@capstan/schema';
import { parse } from 'yaml';

/** A CustomResourceDefinition of upstream, without prose. */
export interface UpstreamCrd {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly group: string;
    readonly scope: 'Namespaced' | 'Cluster';
    readonly names: { readonly kind: string; readonly plural: string; readonly [name: string]: JsonValue };
    readonly versions: readonly UpstreamVersion[];
  };
}

export interface UpstreamVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema: { readonly openAPIV3Schema: StructuralSchema };
  readonly additionalPrinterColumns?: readonly JsonObject[];
  readonly [field: string]: unknown;
}

const core = 'sigs.k8s.io/cluster-api@v1.14.2';
/** The module of upstream's tests has no 1.14.2; its kinds did not change. */
const test = 'sigs.k8s.io/cluster-api/test@v1.14.0';

/** Where the manifests of each component are, and the label `clusterctl` gives them. */
const components = [
  { module: core, folder: 'core/config', provider: 'cluster-api' },
  { module: core, folder: 'bootstrap/kubeadm/config', provider: 'bootstrap-kubeadm' },
  { module: core, folder: 'controlplane/kubeadm/config', provider: 'control-plane-kubeadm' },
  // The Docker kinds are on their way out upstream; the Dev kinds take their place.
  { module: test, folder: 'infrastructure/docker/config', provider: 'infrastructure-docker', only: /_dev/ },
  { module: core, folder: 'cmd/clusterctl/config', only: /_providers/ },
] as const;

/** Every kind of Cluster API, as `clusterctl init` would label its definition. */
export function upstreamCrds(): readonly UpstreamCrd[] {
  return components.flatMap((component) => {
    const folder = join(moduleFolder(component.module), component.folder, 'crd');
    const names = readdirSync(join(folder, 'bases')).sort();
    const wanted = 'only' in component ? names.filter((name) => component.only.test(name)) : names;
    const labels = {
      ...contractLabels(folder),
      'clusterctl.cluster.x-k8s.io': '',
      ...('provider' in component
        ? { 'cluster.x-k8s.io/provider': component.provider }
        : { 'clusterctl.cluster.x-k8s.io/core': 'inventory' }),
    };
    return wanted.map((name) => compact(parse(readFileSync(join(folder, 'bases', name), 'utf8')) as UpstreamCrd, labels)); // what controller-gen writes
  });
}

function moduleFolder(module: string): string {
  const { Dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' })) as { Dir: string }; // documented by `go help mod download`
  return Dir;
}

/** Upstream's Kustomize configuration says which versions of the contract the versions of a kind implement. */
function contractLabels(folder: string): Readonly<Record<string, string>> {
  interface Kustomization {
    readonly labels?: readonly { readonly pairs: Readonly<Record<string, string>> }[];
  }
  const { labels = [] } = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as Kustomization; // Kustomize's format
  return Object.assign({}, ...labels.map(({ pairs }) => pairs));
}

function compact({ metadata, spec }: UpstreamCrd, labels: Readonly<Record<string, string>>): UpstreamCrd {
  return {
    metadata: { name: metadata.name, labels },
    spec: {
      group: spec.group,
      scope: spec.scope,
      names: spec.names,
      versions: spec.versions
        .filter(({ served }) => served)
        .map(({ schema, additionalPrinterColumns: columns, ...version }) => ({
          ...version,
          ...(columns && { additionalPrinterColumns: columns.map(({ description: _prose, ...column }) => column) }),
          schema: { openAPIV3Schema: withoutProse(schema.openAPIV3Schema) },
        })),
    },
  };
}

function withoutProse({ description: _prose, ...schema }: StructuralSchema): StructuralSchema {
  const { properties, items, additionalProperties, allOf, anyOf, oneOf, not } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, withoutProse(property)])),
    }),
    ...(items && { items: withoutProse(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: withoutProse(additionalProperties) }),
    ...(allOf && { allOf: allOf.map(withoutProse) }),
    ...(anyOf && { anyOf: anyOf.map(withoutProse) }),
    ...(oneOf && { oneOf: oneOf.map(withoutProse) }),
    ...(not && { not: withoutProse(not) }),
  };
}
