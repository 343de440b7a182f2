import { differenceBelow, type FieldSet, isEmpty, setOf, union } from './field-set.ts';
import { deduced, type FieldType } from './field-type.ts';
import type { PathElement } from './path-element.ts';

/** A set fitted to a schema that changed since: what is atomic now is owned as a whole by who owned a part of it. */
export function fitToSchema(set: FieldSet, type: FieldType): FieldSet {
  const wholes: PathElement[][] = [];
  findWholes(set, type, { path: [], wholes });
  if (wholes.length === 0) return set;
  const replaced = setOf(wholes);
  return union(differenceBelow(set, replaced), replaced);
}

interface Search {
  readonly path: PathElement[];
  readonly wholes: PathElement[][];
}

function findWholes(set: FieldSet, type: FieldType, search: Search): void {
  const { map, list } = type;
  if (isEmpty(set) || !set.children || (map?.element === deduced && map.fields.size === 0)) return;
  if ((map ?? list)?.atomic) {
    search.wholes.push([...search.path]);
    return;
  }
  for (const [element, child] of set.children) {
    const field = map ? (map.fields.get(element.slice(2)) ?? map.element) : list?.element;
    if (!field || !child.children) continue;
    search.path.push(element);
    findWholes(child, field, search);
    search.path.pop();
  }
}
