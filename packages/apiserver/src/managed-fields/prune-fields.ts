import { isJsonObject } from '@capstan/schema';
import { fieldsOf } from './configuration-fields.ts';
import { difference, type FieldSet, intersection, isEmpty, union } from './field-set.ts';
import { type FieldType, type ListType, type MapType, shapeOf } from './field-type.ts';
import { elementsOf } from './list-items.ts';
import { fieldElement, type PathElement } from './path-element.ts';

/**
 * Takes out of a merged object what its manager applied last time and no longer does, unless it is owned: `owned` is what all
 * managers own, the manager itself included. What is below a field taken out goes too, as far as nobody owns it.
 */
export function pruneFields(
  merged: Record<string, unknown>,
  type: FieldType,
  { last, owned }: { readonly last: FieldSet; readonly owned: FieldSet },
): Record<string, unknown> {
  // What was applied last and still is owned is held by everything above it: nothing can go.
  if (isEmpty(difference(last, owned))) return merged;
  const lastFields = withNamedFields(last, type);
  const mergedFields = withNamedFields(fieldsOf(type, merged), type);
  const kept = withNamedFields(fieldsOf(type, removeFields(merged, type, lastFields)), type);
  const unowned = difference(mergedFields, union(kept, withNamedFields(owned, type)));
  const remaining = withNamedFields(fieldsOf(type, removeFields(merged, type, unowned)), type);
  const gone = intersection(difference(mergedFields, remaining), lastFields);
  return (removeFields(merged, type, gone) ?? {}) as Record<string, unknown>; // what is left of an object is one
}

/** A set with the declared fields in it that lead to members: they go when all that is below them goes. */
function withNamedFields(set: FieldSet, type: FieldType | undefined): FieldSet {
  if (!set.children) return set;
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of set.children) {
    const name = element.startsWith('f:') ? element.slice(2) : undefined;
    const declared = name === undefined ? undefined : type?.map?.fields.get(name);
    const below = withNamedFields(child, name === undefined ? itemType(type, element) : (declared ?? type?.map?.element));
    children.set(element, declared && !below.member ? { member: true, children: below.children } : below);
  }
  return { member: set.member, children };
}

const itemType = (type: FieldType | undefined, element: PathElement) =>
  element.startsWith('k:') ? type?.list?.element : undefined;

/** A value without some fields. A map or list that loses everything is `null`. */
function removeFields(value: unknown, type: FieldType, gone: FieldSet): unknown {
  if (isEmpty(gone)) return value;
  const shape = shapeOf(type, value);
  if (shape === 'map' && type.map) return removeFromMap(value, type.map, gone);
  if (shape === 'list' && type.list) return removeFromList(value, type.list, gone);
  return value;
}

function removeFromMap(value: unknown, map: MapType, gone: FieldSet): unknown {
  if (!isJsonObject(value) || map.atomic) return null;
  const rest: Record<string, unknown> = {};
  for (const key in value) {
    const node = gone.children?.get(fieldElement(key));
    if (node?.member) continue;
    rest[key] = node ? removeFields(value[key], map.fields.get(key) ?? map.element ?? {}, node) : value[key];
  }
  return Object.keys(rest).length > 0 ? rest : null;
}

function removeFromList(value: unknown, list: ListType, gone: FieldSet): unknown {
  if (!Array.isArray(value) || list.atomic) return null;
  const rest: unknown[] = [];
  for (const [index, element] of elementsOf(list, value).entries()) {
    const node = gone.children?.get(element);
    if (node?.member) continue;
    rest.push(node ? removeFields(value[index], list.element, node) : value[index]);
  }
  return rest.length > 0 ? rest : null;
}
