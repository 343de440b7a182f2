import { isJsonObject } from '@capstan/schema';
import { descend, type FieldSet, type FieldSetBuilder, newSet } from './field-set.ts';
import { type FieldType, type ListType, type MapType, shapeOf } from './field-type.ts';
import { elementsOf } from './list-items.ts';
import { fieldElement } from './path-element.ts';

/** The fields that a value mentions: leaves, items of lists and keys of maps. Applying it makes its manager own them. */
export function fieldsOf(type: FieldType, value: unknown): FieldSet {
  const set = newSet();
  addFields(set, type, value);
  return set;
}

function addFields(set: FieldSetBuilder, type: FieldType, value: unknown): void {
  const shape = shapeOf(type, value);
  if (shape === 'map' && type.map && !type.map.atomic) addMap(set, type.map, value);
  else if (shape === 'list' && type.list && !type.list.atomic) addList(set, type.list, value);
  else set.member = true;
}

function addMap(set: FieldSetBuilder, map: MapType, value: unknown): void {
  if (!isJsonObject(value)) return;
  for (const key in value) {
    const field = value[key];
    if (field === undefined) continue;
    const element = fieldElement(key);
    const declared = map.fields.get(key);
    const child = descend(set, element);
    addFields(child, declared ?? map.element ?? {}, field);
    if (!declared || field === null || (isJsonObject(field) && Object.keys(field).length === 0)) child.member = true;
    if (!child.member && !child.children) drop(set, element);
  }
}

/** Items that go by the same keys are owned together, without their fields. */
function addList(set: FieldSetBuilder, list: ListType, value: unknown): void {
  if (!Array.isArray(value)) return;
  const elements = elementsOf(list, value);
  for (const [index, element] of elements.entries()) {
    const isKnown = set.children?.has(element);
    const child = descend(set, element);
    child.member = true;
    if (isKnown) child.children = undefined;
    else if (elements.indexOf(element, index + 1) < 0) addFields(child, list.element, value[index]);
  }
}

/** A node that came to nothing is not kept. */
function drop(set: FieldSetBuilder, element: string): void {
  set.children?.delete(element);
  if (set.children?.size === 0) set.children = undefined;
}
