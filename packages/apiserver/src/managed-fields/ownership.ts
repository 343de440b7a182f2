import { StatusError } from '../errors/status-error.ts';
import type { Comparison } from './compare-values.ts';
import { difference, type FieldSet, formatPath, intersection, isEmpty, pathsOf, union } from './field-set.ts';
import type { FieldType } from './field-type.ts';
import type { Manager, Managers } from './managers.ts';
import { compareText } from './path-element.ts';
import { fitToSchema } from './schema-changes.ts';

/** Fields of others that an apply would change. */
export interface Conflict {
  readonly identity: string;
  readonly owner: Manager;
  readonly set: FieldSet;
}

/** Fits all managers' sets to what the schema is now. */
export function fitManagers(managers: Managers, type: FieldType): void {
  for (const [identity, manager] of managers) {
    const set = fitToSchema(manager.set, type);
    if (set !== manager.set) managers.set(identity, { ...manager, set });
  }
}

/** Fields that changed and that somebody else owns. */
export function findConflicts(managers: Managers, { added, modified }: Comparison, self: string): Conflict[] {
  const changed = union(modified, added);
  const conflicts: Conflict[] = [];
  if (isEmpty(changed)) return conflicts;
  for (const [identity, owner] of managers) {
    if (identity === self) continue;
    const set = intersection(owner.set, changed);
    if (!isEmpty(set)) conflicts.push({ identity, owner, set });
  }
  return conflicts.sort((a, b) => compareText(a.identity, b.identity));
}

/** Takes changed fields away from all managers but one, and removed ones with them. */
export function disown(managers: Managers, { added, modified, removed }: Comparison, self: string): void {
  const changed = union(union(modified, added), removed);
  if (isEmpty(changed)) return;
  for (const [identity, manager] of managers) {
    if (identity !== self) managers.set(identity, { ...manager, set: difference(manager.set, changed) });
  }
}

/** A 409 that names every field in conflict and its owner. */
export function conflictError(conflicts: readonly Conflict[]): StatusError {
  const fields = conflicts.flatMap(({ owner, set }) =>
    pathsOf(set).map((path) => ({ owner: formatOwner(owner), field: formatPath(path) })),
  );
  const causes = fields.map(({ owner, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${owner}`,
    field,
  }));
  return new StatusError(409, 'Conflict', conflictMessage(fields), { causes });
}

function conflictMessage(fields: readonly { owner: string; field: string }[]): string {
  const [first] = fields;
  if (first && fields.length === 1) return `Apply failed with 1 conflict: conflict with ${first.owner}: ${first.field}`;
  const byOwner = Map.groupBy(fields, ({ owner }) => owner);
  const lines = [...byOwner].flatMap(([owner, owned]) => [`conflicts with ${owner}:`, ...owned.map(({ field }) => `- ${field}`)]);
  return `Apply failed with ${fields.length} conflicts: ${lines.join('\n')}`;
}

function formatOwner({ manager, operation, apiVersion, subresource }: Manager): string {
  const name = JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
