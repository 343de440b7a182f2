import { deepEqual, isJsonObject } from '@capstan/schema';
import { differenceBelow, type FieldSet, type FieldSetBuilder, insert, newSet } from './field-set.ts';
import { type FieldType, type ListType, type MapType, type Shape, shapeOf } from './field-type.ts';
import { elementsOf } from './list-items.ts';
import { fieldElement, type PathElement } from './path-element.ts';

/** What changed from one object to another, field by field. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

export function compareValues(type: FieldType, before: unknown, after: unknown): Comparison {
  const walk = new ComparingWalk();
  walk.compare(type, before, after);
  return walk;
}

/** A comparison without some fields and everything below them. */
export function withoutFields({ added, modified, removed }: Comparison, ignored: FieldSet): Comparison {
  return {
    added: differenceBelow(added, ignored),
    modified: differenceBelow(modified, ignored),
    removed: differenceBelow(removed, ignored),
  };
}

type Fields = Readonly<Record<string, unknown>>;

class ComparingWalk implements Comparison {
  readonly added: FieldSetBuilder = newSet();
  readonly modified: FieldSetBuilder = newSet();
  readonly removed: FieldSetBuilder = newSet();
  readonly #path: PathElement[] = [];

  compare(type: FieldType, before: unknown, after: unknown): void {
    if (before === after) return;
    const shapeBefore = shapeOf(type, before);
    const shapeAfter = shapeOf(type, after);
    if (after === undefined || before === undefined) {
      this.#compareAs(type, after === undefined ? shapeBefore : shapeAfter, before, after);
      return;
    }
    if (shapeBefore !== shapeAfter) this.#compareAs(type, shapeBefore, before, after);
    this.#compareAs(type, shapeAfter, before, after);
  }

  #compareAs(type: FieldType, shape: Shape, before: unknown, after: unknown): void {
    const isWhole =
      (shape === 'map' && type.map && !this.#compareMap(type.map, before, after)) ||
      (shape === 'list' && type.list && !this.#compareList(type.list, before, after)) ||
      shape === 'scalar';
    if (before === undefined) insert(this.added, this.#path);
    else if (after === undefined) insert(this.removed, this.#path);
    else if (isWhole && !deepEqual(before, after)) insert(this.modified, this.#path);
  }

  /** Whether there was something to compare field by field; otherwise the map counts as a whole. */
  #compareMap(map: MapType, before: unknown, after: unknown): boolean {
    const left = isJsonObject(before) ? before : undefined;
    const right = isJsonObject(after) ? after : undefined;
    if (map.atomic || (isEmptyMap(left) && isEmptyMap(right))) return false;
    for (const key in left) this.#compareField(map, key, left[key], right?.[key]);
    for (const key in right) if (left?.[key] === undefined) this.#compareField(map, key, undefined, right[key]);
    return true;
  }

  #compareField(map: MapType, key: string, before: unknown, after: unknown): void {
    const type = map.fields.get(key) ?? map.element;
    if (type) this.#compareChild(type, fieldElement(key), before, after);
  }

  #compareChild(type: FieldType, element: PathElement, before: unknown, after: unknown): void {
    if (before === after) return;
    this.#path.push(element);
    this.compare(type, before, after);
    this.#path.pop();
  }

  #compareList(list: ListType, before: unknown, after: unknown): boolean {
    const left = Array.isArray(before) ? before : [];
    const right = Array.isArray(after) ? after : [];
    if (list.atomic || (left.length === 0 && right.length === 0)) return false;
    const [old, current] = [groupItems(list, left), groupItems(list, right)];
    for (const [element, items] of old) this.#compareItems(list, element, items, current.get(element) ?? []);
    for (const [element, items] of current) if (!old.has(element)) this.#compareItems(list, element, [], items);
    return true;
  }

  /** Items that go by the same keys (there should be one at most) are compared as a whole. */
  #compareItems(list: ListType, element: PathElement, before: readonly unknown[], after: readonly unknown[]): void {
    if (before.length <= 1 && after.length <= 1) {
      this.#compareChild(list.element, element, before[0], after[0]);
    } else if (before.length > 1 && after.length > 1) {
      if (!deepEqual(before, after)) insert(this.modified, [...this.#path, element]);
    } else if (before.length > 1) {
      if (after.length > 0) this.#compareChild(list.element, element, undefined, after[0]);
      insert(this.removed, [...this.#path, element]);
    } else {
      if (before.length > 0) this.#compareChild(list.element, element, before[0], undefined);
      insert(this.added, [...this.#path, element]);
    }
  }
}

function isEmptyMap(map: Fields | undefined): boolean {
  for (const key in map) if (map[key] !== undefined) return false;
  return true;
}

function groupItems(list: ListType, items: readonly unknown[]): Map<PathElement, unknown[]> {
  const groups = new Map<PathElement, unknown[]>();
  for (const [index, element] of elementsOf(list, items).entries()) {
    const group = groups.get(element);
    if (group) group.push(items[index]);
    else groups.set(element, [items[index]]);
  }
  return groups;
}
