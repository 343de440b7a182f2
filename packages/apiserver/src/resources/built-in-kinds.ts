import { readFileSync } from 'node:fs';
import type { Scope, StructuralSchema } from '@capstan/schema';
import type { MutableObject, ServedKind, ServedVersion } from './served-kind.ts';

interface SubresourceFacts {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

interface KindFacts {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly scope: Scope;
  readonly versions: readonly {
    readonly version: string;
    readonly schema: string;
    readonly verbs: readonly string[];
    readonly subresources?: readonly SubresourceFacts[];
  }[];
}

type SchemaFacts = StructuralSchema & { readonly $ref?: string };

interface Facts {
  readonly kubernetes: string;
  readonly schemas: Readonly<Record<string, SchemaFacts>>;
  readonly kinds: readonly KindFacts[];
}

/** Fields usable in field selectors besides name and namespace; OpenAPI does not tell them. */
const selectableFields: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  'events.events.k8s.io': [
    'regarding.kind',
    'regarding.namespace',
    'regarding.name',
    'regarding.uid',
    'regarding.apiVersion',
    'regarding.resourceVersion',
    'regarding.fieldPath',
    'reason',
    'reportingController',
    'type',
  ],
  secrets: ['type'],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  'replicasets.apps': ['status.replicas'],
  replicationcontrollers: ['status.replicas'],
  'jobs.batch': ['status.successful'],
  'certificatesigningrequests.certificates.k8s.io': ['spec.signerName'],
  services: ['spec.clusterIP', 'spec.type'],
};

const names = new WeakMap<StructuralSchema, string>();
let facts: Facts | undefined;
let link: ((name: string) => StructuralSchema) | undefined;

/** The version of Kubernetes whose built-in kinds these are. */
export const kubernetesVersion = (): string => loadFacts().kubernetes;

/** The OpenAPI name of a built-in schema (`io.k8s.api.core.v1.Pod`), where it has one. */
export const schemaName = (schema: StructuralSchema): string | undefined => names.get(schema);

/** A schema by its OpenAPI name, for kinds that only subresources use (`Scale`, `Eviction`, …). */
export function builtInSchema(name: string): StructuralSchema {
  link ??= linker(loadFacts().schemas);
  return link(name);
}

/** Every built-in kind, with its schema linked on first use. */
export function loadBuiltInKinds(): readonly ServedKind[] {
  return loadFacts().kinds.map(servedKind);
}

/** Objects that every server starts with: default roles and bindings, priority classes, flow schemas. Freshly parsed, the caller's to keep. */
export function builtInObjects(): readonly MutableObject[] {
  return JSON.parse(readFileSync(new URL('../generated/objects.json', import.meta.url), 'utf8')) as readonly MutableObject[]; // generated
}

function loadFacts(): Facts {
  facts ??= JSON.parse(readFileSync(new URL('../generated/kinds.json', import.meta.url), 'utf8')) as Facts; // generated
  return facts;
}

function servedKind(kind: KindFacts): ServedKind {
  const { group, plural, shortNames = [], categories = [] } = kind;
  const resource = group === '' ? plural : `${plural}.${group}`;
  const versions = kind.versions.map(({ version, schema, verbs, subresources = [] }): ServedVersion => {
    const has = (name: string) => subresources.some((subresource) => subresource.name === name);
    return {
      version,
      get schema() {
        return builtInSchema(schema);
      },
      schemaVersion: 0,
      columns: [],
      subresources: {
        status: has('status'),
        ...(has('scale') && {
          scale: {
            specReplicasPath: '.spec.replicas',
            statusReplicasPath: '.status.replicas',
            labelSelectorPath: '.status.selector',
          },
        }),
        others: subresources.filter(({ name }) => name !== 'status' && name !== 'scale'),
      },
      verbs,
      selectableFields: selectableFields[resource] ?? [],
    };
  });
  return {
    group,
    kind: kind.kind,
    listKind: `${kind.kind}List`,
    plural,
    singular: kind.singular,
    shortNames,
    categories,
    scope: kind.scope,
    versions,
    storageVersion: versions[0]?.version ?? '',
    custom: false,
    // Both groups' Events are one kind of object.
    storeResource: resource === 'events.events.k8s.io' ? 'events' : resource,
  };
}

/** Replaces references by the schemas they name; recursive types become cyclic values. */
function linker(schemas: Readonly<Record<string, SchemaFacts>>): (name: string) => StructuralSchema {
  const linked = new Map<string, StructuralSchema>();
  const byName = (name: string): StructuralSchema => {
    const known = linked.get(name);
    if (known) return known;
    const schema = {} as StructuralSchema; // filled below; entered first, so that recursion finds it
    linked.set(name, schema);
    names.set(schema, name);
    Object.assign(schema, children(schemas[name] ?? {}));
    return schema;
  };
  const resolve = (schema: SchemaFacts): StructuralSchema => {
    const { $ref, ...own } = schema;
    if (!$ref) return children(schema);
    if (Object.keys(own).length === 0) return byName($ref);
    const merged = children({ ...schemas[$ref], ...own });
    names.set(merged, $ref);
    return merged;
  };
  const children = (schema: SchemaFacts): StructuralSchema => ({
    ...schema,
    ...(schema.properties && {
      properties: Object.fromEntries(Object.entries(schema.properties).map(([key, property]) => [key, resolve(property)])),
    }),
    ...(schema.items && { items: resolve(schema.items) }),
    ...(typeof schema.additionalProperties === 'object' && { additionalProperties: resolve(schema.additionalProperties) }),
  });
  return byName;
}
