import { cloneJson, isJsonObject, type StructuralSchema } from '@capstan/schema';
import { badRequest } from '../errors/status-error.ts';
import { goFormat, jsonKind } from './go-format.ts';
import { unclassified, wrongType } from './strategic-error.ts';
import { checkOrder, malformed, mergeList, orderItems } from './strategic-list.ts';
import { fieldSchema, listStrategy, replacesWhole } from './strategic-schema.ts';

const orderPrefix = '$setElementOrder';
const deletePrefix = '$deleteFromPrimitiveList';

/**
 * Applies a strategic merge patch to a built-in kind's object, by the merge keys and strategies of its schema.
 * Neither input is changed.
 */
export function applyStrategicPatch(document: unknown, patch: unknown, schema: StructuralSchema): unknown {
  if (patch === null) return cloneJson(document);
  if (!isJsonObject(patch)) {
    throw badRequest(`json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`);
  }
  // Copies of both: what the patch adds becomes part of the result.
  return mergeObject(isJsonObject(document) ? cloneJson(document) : {}, cloneJson(patch), schema);
}

/** Merges a patch into an object; both are the caller's own, and used up. */
function mergeObject(
  target: Record<string, unknown>,
  patch: Record<string, unknown>,
  schema: StructuralSchema,
): Record<string, unknown> {
  if ('$patch' in patch) return replaceObject(patch);
  keepOnlyRetained(target, patch);
  for (const key of Object.keys(patch)) if (key.startsWith(orderPrefix)) mergeOrdered(target, patch, key, schema);
  for (const key of Object.keys(patch)) mergeField(target, key, patch[key], schema);
  return target;
}

function replaceObject(patch: Record<string, unknown>): Record<string, unknown> {
  const { $patch: directive, ...rest } = patch;
  if (directive === 'replace') return rest;
  if (directive === 'delete') return {};
  throw unclassified(`unknown patch type: ${goFormat(directive)} in map: ${goFormat(patch)}`);
}

/** `$retainKeys` tells all keys that the object shall have; the patch may set no others. */
function keepOnlyRetained(target: Record<string, unknown>, patch: Record<string, unknown>): void {
  if (!('$retainKeys' in patch)) return;
  const { $retainKeys: retained } = patch;
  delete patch['$retainKeys'];
  if (!Array.isArray(retained)) throw malformed('retainKeys');
  for (const key in patch) {
    if (patch[key] === null || key.startsWith(deletePrefix) || key.startsWith(orderPrefix)) continue;
    if (!retained.includes(key)) throw malformed('retainKeys');
  }
  for (const key in target) if (!retained.includes(key)) delete target[key];
}

/** Merges the list that a `$setElementOrder/<field>` is about, and takes both out of the patch. */
function mergeOrdered(
  target: Record<string, unknown>,
  patch: Record<string, unknown>,
  directive: string,
  schema: StructuralSchema,
): void {
  const order = patch[directive];
  if (!Array.isArray(order)) throw wrongType('[]interface {}', order);
  const field = fieldOf(directive, 'setElementOrder list');
  const live = listIn(target, field);
  const added = listIn(patch, field);
  const { items, merges, mergeKey } = listStrategy(schema, field);
  delete patch[directive];
  delete patch[field];
  checkOrder(added ?? [], order, mergeKey);
  if (!live && !added) return;
  let merged = live ?? withoutDirectives(added ?? []);
  if (live && added) merged = merges ? mergeList(live, added, { mergeKey, merge: intoItem(items) }) : added;
  target[field] = orderItems(merged, { first: order, live: live ?? [], mergeKey });
}

function mergeField(target: Record<string, unknown>, key: string, value: unknown, schema: StructuralSchema): void {
  const live = target[key];
  if (key.startsWith(deletePrefix)) deleteFromField(target, fieldOf(key, 'primitive list'), value);
  else if (value === null) delete target[key];
  else if (Array.isArray(live) && Array.isArray(value)) {
    const { items, merges, mergeKey } = listStrategy(schema, key);
    target[key] = merges ? mergeList(live, value, { mergeKey, merge: intoItem(items) }) : value;
  } else if (isJsonObject(live) && isJsonObject(value)) {
    const field = fieldSchema(schema, key);
    target[key] = replacesWhole(field) ? value : mergeObject(live, value, field);
  } else if (isDirective(value)) delete target[key];
  else target[key] = asNew(value);
}

const intoItem = (items: StructuralSchema) => (live: Record<string, unknown>, patch: Record<string, unknown>) =>
  mergeObject(live, patch, items);

function deleteFromField(target: Record<string, unknown>, field: string, values: unknown): void {
  const live = target[field];
  if (values === null) delete target[field];
  else if (Array.isArray(live) && Array.isArray(values)) target[field] = live.filter((value) => !values.includes(value));
}

/** The field that a directive of the form `$directive/<field>` is about. */
function fieldOf(directive: string, what: string): string {
  const slash = directive.indexOf('/');
  if (directive.slice(0, slash) === orderPrefix || directive.slice(0, slash) === deletePrefix) return directive.slice(slash + 1);
  throw malformed(what);
}

function listIn(object: Record<string, unknown>, field: string): unknown[] | undefined {
  const value = object[field];
  if (value === undefined || Array.isArray(value)) return value;
  throw wrongType('[]interface {}', value);
}

/** What a patch adds where nothing was: without nulls, and without what its directives are on. */
function asNew(value: unknown): unknown {
  if (Array.isArray(value)) return withoutDirectives(value).map(asNew);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== null && !isDirective(field));
  return Object.fromEntries(entries.map(([key, field]) => [key, asNew(field)]));
}

const withoutDirectives = (items: readonly unknown[]): unknown[] => items.filter((item) => !isDirective(item));
const isDirective = (value: unknown): boolean => isJsonObject(value) && '$patch' in value;
