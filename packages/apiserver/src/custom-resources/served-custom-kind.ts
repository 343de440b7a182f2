import type { PrinterColumn, Scope } from '@capstan/schema';
import type { ServedKind, ServedVersion } from '../resources/served-kind.ts';
import { type Definition, type DefinitionVersion, isTrue, storageVersionOf } from './definition.ts';
import { rootSchema } from './root-schema.ts';
import { byVersionPriority } from './version-priority.ts';

export const customResourceVerbs: readonly string[] = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
];

/** The kind that a definition makes the server serve; `undefined` until it is established. `before` is what it made last. */
export function servedCustomKind(definition: Definition, before?: ServedKind): ServedKind | undefined {
  const served = definition.spec.versions.filter((version) => version.served);
  if (!isTrue(definition, 'Established') || served.length === 0) return undefined;
  const kind = customKind(definition, served, before);
  if (definition.metadata.deletionTimestamp) terminating.add(kind);
  return kind;
}

/** The kind of a definition with some of its versions. */
export function customKind(definition: Definition, versions: readonly DefinitionVersion[], before?: ServedKind): ServedKind {
  const { spec, status } = definition;
  const names = status?.acceptedNames?.kind ? status.acceptedNames : spec.names;
  return {
    group: spec.group,
    kind: names.kind,
    listKind: names.listKind || `${names.kind}List`,
    plural: names.plural,
    singular: names.singular || names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    scope: spec.scope as Scope, // validated
    versions: versions
      .toSorted((a, b) => byVersionPriority(a.name, b.name))
      .map((version) => servedVersion(version, spec, before)),
    storageVersion: storageVersionOf(definition),
    custom: true,
    storeResource: `${names.plural}.${spec.group}`,
  };
}

const terminating = new WeakSet<ServedKind>();

/** Its definition is being deleted: what exists is served, nothing is created. */
export const isTerminating = (kind: ServedKind): boolean => terminating.has(kind);

function servedVersion(version: DefinitionVersion, spec: Definition['spec'], before: ServedKind | undefined): ServedVersion {
  const made = rootSchema(version.schema?.openAPIV3Schema);
  // What was compiled for a schema is kept with it, so a schema that did not change stays the same value.
  const kept = before?.versions.find(({ schemaVersion }) => schemaVersion === made.schemaVersion);
  const { scale } = version.subresources ?? {};
  return {
    version: version.name,
    schema: kept?.schema ?? made.whole,
    schemaVersion: made.schemaVersion,
    columns: (version.additionalPrinterColumns ?? []) as readonly PrinterColumn[], // types validated
    subresources: {
      status: version.subresources?.status !== undefined,
      ...(scale && { scale: scalePaths(scale) }),
      others: [],
    },
    verbs: customResourceVerbs,
    selectableFields: (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath.replace(/^\./, '')),
    ...(version.deprecated && {
      deprecation: version.deprecationWarning ?? `${spec.group}/${version.name} ${spec.names.kind} is deprecated`,
    }),
  };
}

function scalePaths({ specReplicasPath, statusReplicasPath, labelSelectorPath }: CustomResourceSubresourceScale) {
  return { specReplicasPath, statusReplicasPath, ...(labelSelectorPath && { labelSelectorPath }) };
}

type CustomResourceSubresourceScale = NonNullable<NonNullable<DefinitionVersion['subresources']>['scale']>;
