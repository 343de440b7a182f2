import { type FieldRequirement, matchesFields, matchesLabels } from '@capstan/schema';
import { storedFieldName } from '../encoding/selectable-fields.ts';
import { badRequest } from '../errors/status-error.ts';
import type { ListOptions } from '../request/list-options.ts';
import type { ServedKind, ServedVersion } from '../resources/served-kind.ts';
import { ownFieldLabels } from '../resources/strategies/kind-facts.ts';
import type { StoredObject } from '../storage/store.ts';

/** Whether an object is asked for; `undefined` when all are. */
export type Selection = ((object: StoredObject) => boolean) | undefined;

/** What selectors ask for. Throws 400 for a field that can't be selected by. Objects are never decoded. */
export function selectionOf({ labels, fields }: ListOptions, kind: ServedKind, version: ServedVersion): Selection {
  for (const requirement of fields) checkField(requirement, kind, version);
  if (labels.length === 0 && fields.length === 0) return undefined;
  const stored = fields.map((requirement) => ({ ...requirement, field: storedFieldName(kind, requirement.field) }));
  return (object) => {
    if (labels.length > 0 && !matchesLabels(labels, object.labels)) return false;
    return stored.length === 0 || matchesFields(stored, (field) => fieldOf(object, field));
  };
}

function fieldOf(object: StoredObject, field: string): string | undefined {
  if (field === 'metadata.name') return object.name;
  if (field === 'metadata.namespace') return object.namespace;
  return object.fields?.[field];
}

const everywhere = ['metadata.name', 'metadata.namespace'];

function checkField({ field }: FieldRequirement, kind: ServedKind, version: ServedVersion): void {
  if (everywhere.includes(field) || version.selectableFields.includes(field)) return;
  if (kind.custom) throw badRequest(`field label not supported: ${field}`);
  if (kind.storeResource === 'jobs.batch') throw badRequest(`field label "${field}" not supported for Job`);
  if (ownFieldLabels.has(kind.storeResource) || kind.kind === 'Event') throw badRequest(`field label not supported: ${field}`);
  throw badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
}
