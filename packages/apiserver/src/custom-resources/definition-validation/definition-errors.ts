import { dns1123SubdomainErrors, type FieldError, invalidError, notSupportedError, requiredError } from '@capstan/schema';
import { serviceName } from '../../resources/strategies/name-rule.ts';
import { approvalAnnotation, approvalOf, isProtectedGroup } from '../approval.ts';
import type { Definition } from '../definition.ts';
import { conversionErrors } from './conversion-errors.ts';
import { namesErrors } from './names-errors.ts';
import { schemaErrors } from './schema-errors.ts';
import { type PlacedFields, placeFields } from './shared-fields.ts';
import { columnErrors, deprecationErrors, selectableFieldErrors, subresourceErrors } from './version-errors.ts';

/** What is wrong with a new definition, in the words and order of kube-apiserver. */
export function definitionErrors(definition: Definition): readonly FieldError[] {
  const { metadata, spec } = definition;
  const wrongName = metadata.name !== `${spec.names.plural}.${spec.group}`;
  return [
    ...(wrongName ? [invalidError('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group')] : []),
    ...specErrors(definition),
    ...storedVersionErrors(definition),
    ...approvalErrors(definition),
    ...preservationErrors(definition),
  ];
}

/** What is wrong with a changed definition. */
export function definitionUpdateErrors(next: Definition, live: Definition, isEstablished: boolean): readonly FieldError[] {
  const unchanged = (field: string, value: string, before: string) =>
    value === before ? [] : [invalidError(field, value, 'field is immutable')];
  return [
    ...specErrors(next),
    ...(isEstablished
      ? [
          ...unchanged('spec.scope', next.spec.scope, live.spec.scope),
          ...unchanged('spec.names.kind', next.spec.names.kind, live.spec.names.kind),
        ]
      : []),
    ...unchanged('spec.group', next.spec.group, live.spec.group),
    ...unchanged('spec.names.plural', next.spec.names.plural, live.spec.names.plural),
    ...storedVersionErrors(next),
    ...approvalErrors(next),
    ...preservationErrors(next),
  ];
}

const scopes: readonly string[] = ['Cluster', 'Namespaced'];

function specErrors(definition: Definition): readonly FieldError[] {
  const { spec } = definition;
  const placed = placeFields(definition);
  const scopeErrors = scopes.includes(spec.scope) ? [] : [wrongScope(spec.scope)];
  return [
    ...groupErrors(spec.group),
    ...scopeErrors,
    ...missingSchemas(definition),
    ...spec.versions.flatMap((version, index) => [
      ...serviceName(version.name).map((error) => invalidError(`spec.versions[${index}].name`, version.name, error)),
      ...deprecationErrors(version, `spec.versions[${index}]`),
      ...(placed.versions[index] ? placedErrors(placed.versions[index]) : []),
    ]),
    ...versionSetErrors(spec.versions),
    ...namesErrors(spec.names),
    ...placedErrors(placed.shared),
    ...conversionErrors(spec.conversion),
  ];
}

const wrongScope = (scope: string) =>
  scope === '' ? requiredError('spec.scope') : notSupportedError('spec.scope', scope, scopes);

function groupErrors(group: string): readonly FieldError[] {
  if (group === '') return [requiredError('spec.group')];
  const errors = dns1123SubdomainErrors(group);
  if (errors.length > 0) return [invalidError('spec.group', group, errors.join(','))];
  return group.includes('.') ? [] : [invalidError('spec.group', group, 'should be a domain with at least one dot')];
}

const missingSchemas = ({ spec }: Definition): readonly FieldError[] =>
  spec.versions.flatMap(({ schema }, index) =>
    schema?.openAPIV3Schema ? [] : [requiredError(`spec.versions[${index}].schema.openAPIV3Schema`)],
  );

function placedErrors(fields: PlacedFields): readonly FieldError[] {
  const schema = fields.schema?.openAPIV3Schema;
  return [
    ...(schema ? schemaErrors(schema, { path: fields.schemaPath, hasStatus: fields.hasStatus }) : []),
    ...subresourceErrors(fields.subresources, fields.subresourcesPath),
    ...columnErrors(fields.columns ?? [], fields.columnsPath),
    ...selectableFieldErrors(fields.selectableFields ?? [], schema, fields.selectableFieldsPath),
  ];
}

type Versions = Definition['spec']['versions'];

function versionSetErrors(versions: Versions): readonly FieldError[] {
  const [first] = versions;
  const unique = new Set(versions.map(({ name }) => name)).size === versions.length;
  const storages = versions.filter(({ storage }) => storage).length;
  return [
    ...(unique ? [] : [invalidError('spec.versions', printed(versions), 'must contain unique version names')]),
    ...(storages === 1
      ? []
      : [invalidError('spec.versions', printed(versions), 'must have exactly one version marked as storage version')]),
    ...(first ? serviceName(first.name).map((error) => invalidError('spec.version', first.name, error)) : []),
  ];
}

/** Versions as kube-apiserver's own type prints them, when what they have in common was taken out. */
const printed = (versions: Versions) =>
  versions.map(({ name, served, storage, deprecated = false, deprecationWarning = null }) => ({
    Name: name,
    Served: served,
    Storage: storage,
    Deprecated: deprecated,
    DeprecationWarning: deprecationWarning,
    Schema: null,
    Subresources: null,
    AdditionalPrinterColumns: null,
    SelectableFields: null,
  }));

function storedVersionErrors({ spec, status }: Definition): readonly FieldError[] {
  const path = 'status.storedVersions';
  const stored = status?.storedVersions ?? [];
  if (stored.length === 0) return [invalidError(path, null, 'must have at least one stored version')];
  const missing = spec.versions.filter(({ storage, name }) => storage && !stored.includes(name));
  const known = new Set(spec.versions.map(({ name }) => name));
  return [
    ...missing.map(({ name }) => invalidError(path, stored, `must have the storage version ${name}`)),
    ...stored.flatMap((name, index) => (known.has(name) ? [] : [invalidError(`${path}[${index}]`, name, lostVersion(name))])),
  ];
}

const lostVersion = (name: string) =>
  `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;

function approvalErrors({ metadata, spec }: Definition): readonly FieldError[] {
  if (!isProtectedGroup(spec.group)) return [];
  const field = `metadata.annotations[${approvalAnnotation}]`;
  const { reason, message } = approvalOf(metadata.annotations);
  if (reason === 'MissingAnnotation') return [requiredError(field, message)];
  return reason === 'InvalidAnnotation' ? [invalidError(field, metadata.annotations?.[approvalAnnotation], message)] : [];
}

const preservationErrors = ({ spec }: Definition): readonly FieldError[] =>
  spec.preserveUnknownFields
    ? [
        invalidError(
          'spec.preserveUnknownFields',
          true,
          'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
        ),
      ]
    : [];
