import type { StructuralSchema } from '@capstan/schema';
import type { MutableObject } from '../resources/served-kind.ts';
import { capUpdates } from './cap-updates.ts';
import { compareValues, withoutFields } from './compare-values.ts';
import { emptyObject } from './empty-object.ts';
import { difference, isEmpty, union } from './field-set.ts';
import { type FieldType, objectTypeOf } from './field-type.ts';
import {
  decodeManagers,
  dropEmpty,
  encodeManagers,
  identityOf,
  isReset,
  type ManagerIdentity,
  type Managers,
} from './managers.ts';
import { disown, fitManagers } from './ownership.ts';
import { setOfFields, untracked } from './untracked-fields.ts';

export interface TrackedUpdate {
  /** The object before; `undefined` when it is being created. */
  readonly live: MutableObject | undefined;
  /** The object as it will be stored; its `metadata.managedFields`, if any, are the client's. */
  readonly next: MutableObject;
  readonly schema: StructuralSchema;
  readonly manager: string;
  readonly apiVersion: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  /** Now, as `2026-01-31T12:00:00Z`. */
  readonly time: string;
  /** Fields that this write does not change, whatever it says: `status`, `spec`, `metadata.labels`. Default: none. */
  readonly ignored?: readonly string[];
}

/**
 * Sets `next.metadata.managedFields` after a write other than an apply: its manager owns what it added and changed, and
 * everybody else loses that, and what it removed.
 */
export function trackUpdate(update: TrackedUpdate): void {
  const { live, next, schema } = update;
  const managers = startingManagers(update);
  delete next.metadata.managedFields;
  if (managers.size === 0 && live?.metadata.uid) return; // nobody tracks it: it was reset, or older than tracking
  const type = objectTypeOf(schema);
  fitManagers(managers, type);
  ownChanges(managers, { ...update, live: live ?? emptyObject(schema), type });
  capUpdates(managers);
  const entries = encodeManagers(managers);
  if (entries) next.metadata.managedFields = entries;
}

interface OwnedChanges extends Omit<TrackedUpdate, 'live' | 'schema'> {
  readonly live: unknown;
  readonly type: FieldType;
}

/** Gives the changes between two objects to a manager. */
export function ownChanges(managers: Managers, { live, next, type, ignored = [], time, ...who }: OwnedChanges): void {
  const comparison = withoutFields(compareValues(type, live, next), setOfFields(ignored));
  disown(managers, comparison, '');
  const changed = difference(union(comparison.modified, comparison.added), untracked);
  if (!isEmpty(changed)) {
    const identity: ManagerIdentity = { ...identityFields(who), operation: 'Update' };
    const key = identityOf(identity);
    const previous = managers.get(key);
    managers.set(key, { ...identity, time, set: previous ? union(changed, previous.set) : changed });
  }
  dropEmpty(managers);
}

export const identityFields = ({
  manager,
  apiVersion,
  subresource,
}: Pick<TrackedUpdate, 'manager' | 'apiVersion' | 'subresource'>) => ({
  manager: manager || 'unknown',
  apiVersion,
  subresource,
});

/** Who owns what before the write: what the client says, if it says anything that can be read, else what is stored. */
function startingManagers({ live, next, subresource }: TrackedUpdate): Managers {
  const stored = live?.metadata.managedFields;
  const sent = next.metadata.managedFields;
  if (subresource !== '') return readManagers(stored) ?? new Map();
  if (isReset(sent)) return new Map();
  const managers = readManagers(sent);
  return managers && managers.size > 0 ? managers : (readManagers(stored) ?? new Map());
}

function readManagers(entries: unknown): Managers | undefined {
  try {
    return decodeManagers(entries);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
