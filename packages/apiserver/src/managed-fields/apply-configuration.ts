import { deepEqual, isJsonObject, type StructuralSchema } from '@capstan/schema';
import { badRequest, StatusError } from '../errors/status-error.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import { compareValues, withoutFields } from './compare-values.ts';
import { fieldsOf } from './configuration-fields.ts';
import { emptyObject } from './empty-object.ts';
import { difference, differenceBelow, emptySet, type FieldSet, has, isEmpty, pathsOf, setOf, union } from './field-set.ts';
import { type FieldType, objectTypeOf } from './field-type.ts';
import { refreshLastApplied, unchangedSinceLastApplied } from './last-applied.ts';
import { decodeManagers, dropEmpty, encodeManagers, identityOf, type Manager, type Managers } from './managers.ts';
import { mergeValues } from './merge-values.ts';
import { type Conflict, conflictError, disown, findConflicts, fitManagers } from './ownership.ts';
import { pruneFields } from './prune-fields.ts';
import { identityFields, ownChanges } from './track-update.ts';
import { setOfFields, untracked } from './untracked-fields.ts';
import { configurationFault } from './validate-configuration.ts';

export interface Application {
  /** The object before; `undefined` when it is being created. */
  readonly live: MutableObject | undefined;
  /** All that the manager wants to be so. */
  readonly configuration: unknown;
  readonly schema: StructuralSchema;
  readonly manager: string;
  readonly apiVersion: string;
  /** The kind that the configuration must name. Default: any. */
  readonly kind?: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  /** Now, as `2026-01-31T12:00:00Z`. */
  readonly time: string;
  /** Takes over fields that others own and that would change. */
  readonly force: boolean;
  /** Fields that this write does not change, whatever it says: `status`, `spec`, `metadata.labels`. Default: none. */
  readonly ignored?: readonly string[];
}

/**
 * Server-side apply: the object with the configuration in it, without what the manager applied before and no longer does, and
 * with `metadata.managedFields` saying so. Throws a `StatusError` on a configuration that cannot be applied, and on conflicts.
 *
 * The caller sets defaults afterwards, and checks with `equalIgnoringTimestamps` whether there is anything to write.
 */
export function applyConfiguration(application: Application): MutableObject {
  const configuration = checkConfiguration(application);
  const { live, schema, manager, time } = application;
  const type = objectTypeOf(schema);
  const managers = readManagers(live?.metadata.managedFields);
  const before = live && withoutManagedFields(live);
  if (managers.size === 0 && before) {
    const everything = { ...application, manager: 'before-first-apply', live: emptyObject(schema), next: before, type };
    ownChanges(managers, everything);
  }
  fitManagers(managers, type);
  const next = merge(managers, { ...application, live: before, configuration, type });
  if (!deepEqual(before, next)) stampTime(managers, application, time);
  const entries = encodeManagers(managers);
  if (entries) next.metadata.managedFields = entries;
  if (manager === 'kubectl') refreshLastApplied(next, configuration);
  return next;
}

interface TypedApplication extends Application {
  readonly configuration: MutableObject;
  readonly type: FieldType;
}

/** Merges, prunes, and settles who owns what. */
function merge(managers: Managers, application: TypedApplication): MutableObject {
  const { live, configuration, type, ignored = [], apiVersion } = application;
  const ignoredFields = setOfFields(ignored);
  const identity = { ...identityFields(application), operation: 'Apply' } as const;
  const self = identityOf(identity);
  const previous = managers.get(self);
  const set = differenceBelow(fieldsOf(type, configuration), ignoredFields);
  managers.set(self, { ...identity, apiVersion, time: previous?.time, set });
  const merged = asObject(mergeValues(type, live, configuration));
  const next = asObject(pruneFields(merged, type, { last: previous?.set ?? emptySet, owned: allOwned(managers) }));
  const comparison = withoutFields(compareValues(type, live ?? {}, next), ignoredFields);
  const conflicts = application.force ? [] : remainingConflicts(findConflicts(managers, comparison, self), application);
  if (conflicts.length > 0) throw conflictError(conflicts);
  disown(managers, comparison, self);
  managers.set(self, { ...identity, time: previous?.time, set: difference(set, untracked) });
  dropEmpty(managers);
  return next;
}

/** Conflicts, but for those over fields that `kubectl` itself applied before, the old way. */
function remainingConflicts(conflicts: readonly Conflict[], application: TypedApplication): readonly Conflict[] {
  const { live, type, apiVersion, manager } = application;
  if (manager !== 'kubectl' || !live || conflicts.length === 0) return conflicts;
  const allowed = unchangedSinceLastApplied(live, type, apiVersion);
  if (!allowed) return conflicts;
  return conflicts.flatMap((conflict) => {
    const set = setOf(pathsOf(conflict.set).filter((path) => !has(allowed, path)));
    return isEmpty(set) ? [] : [{ ...conflict, set }];
  });
}

function allOwned(managers: Managers): FieldSet {
  let owned = emptySet;
  for (const { set } of managers.values()) owned = union(owned, set);
  return owned;
}

function stampTime(managers: Managers, application: Application, time: string): void {
  const self = identityOf({ ...identityFields(application), operation: 'Apply' });
  const manager = managers.get(self);
  if (manager) managers.set(self, { ...manager, time } satisfies Manager);
}

function checkConfiguration({ configuration, schema, apiVersion, kind }: Application): MutableObject {
  const object = isJsonObject(configuration) ? configuration : {};
  const version = text(object['apiVersion']);
  const group = version.includes('/') ? version : `/${version}`;
  const gvk = `${group}, Kind=${text(object['kind'])}`;
  const isOther = version !== apiVersion || (kind === undefined ? object['kind'] === undefined : object['kind'] !== kind);
  if (isOther) throw badRequest(`invalid object type: ${gvk}`);
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  if (Array.isArray(metadata['managedFields'])) throw badRequest('metadata.managedFields must be nil');
  const fault = configurationFault(objectTypeOf(schema), object);
  if (fault !== undefined) {
    const subject = `${text(metadata['namespace'])}/${text(metadata['name'])}; ${gvk}`;
    throw new StatusError(500, undefined, `failed to create typed patch object (${subject}): ${fault}`);
  }
  return asObject(object);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Any object that went through here has metadata; what its fields are was checked against the schema. */
function asObject(value: unknown): MutableObject {
  const object = (isJsonObject(value) ? value : {}) as MutableObject;
  return isJsonObject(object.metadata) ? object : { ...object, metadata: {} };
}

function withoutManagedFields(object: MutableObject): MutableObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function readManagers(entries: unknown): Managers {
  try {
    return decodeManagers(entries);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new StatusError(500, undefined, `failed to decode managed fields: ${error.message}`);
  }
}
