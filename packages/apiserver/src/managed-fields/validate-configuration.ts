import { isJsonObject } from '@capstan/schema';
import { goFormat, goSyntax, goTypeName } from '../patches/go-format.ts';
import { type FieldType, type ListType, type MapType, type ScalarType, shapeOf } from './field-type.ts';
import { itemElement, UnidentifiedItem } from './list-items.ts';
import { fieldElement, formatElement, type PathElement } from './path-element.ts';

/** What is wrong with a configuration to be applied, in one text; `undefined` when nothing is. */
export function configurationFault(type: FieldType, value: unknown): string | undefined {
  const faults: string[] = [];
  check(type, value, { path: [], faults });
  if (faults.length <= 1) return faults[0];
  return ['errors:', ...faults.map((fault) => `  ${fault}`)].join('\n');
}

interface Place {
  readonly path: PathElement[];
  readonly faults: string[];
}

function check(type: FieldType, value: unknown, place: Place): void {
  const shape = shapeOf(type, value);
  if (value === null || value === undefined) return;
  if (shape === 'map' && type.map) checkMap(type.map, value, place);
  else if (shape === 'list' && type.list) checkList(type.list, value, place);
  else if (type.scalar) checkScalar(type.scalar, value, place);
}

function checkMap(map: MapType, value: unknown, place: Place): void {
  if (!isJsonObject(value)) {
    report(place, `expected map, got ${printed(value)}`);
    return;
  }
  for (const key in value) {
    const type = map.fields.get(key) ?? map.element;
    place.path.push(fieldElement(key));
    if (type) check(type, value[key], place);
    else report(place, 'field not declared in schema');
    place.path.pop();
    if (!type) return; // upstream looks no further in this map
  }
}

function checkList(list: ListType, value: unknown, place: Place): void {
  if (!Array.isArray(value)) {
    report(place, `expected list, got ${printed(value)}`);
    return;
  }
  const seen = new Set<PathElement>();
  for (const [index, item] of value.entries()) {
    const element = list.atomic ? `i:${index}` : elementAt(list, item, index, place);
    if (element === undefined) return;
    if (seen.has(element)) report(place, `duplicate entries for key ${formatElement(element)}`);
    seen.add(element);
    place.path.push(element);
    check(list.element, item, place);
    place.path.pop();
  }
}

function elementAt(list: ListType, item: unknown, index: number, place: Place): PathElement | undefined {
  try {
    return itemElement(list, item);
  } catch (error) {
    if (!(error instanceof UnidentifiedItem)) throw error;
    report(place, `element ${index}: ${error.message}`);
    return undefined;
  }
}

function checkScalar(scalar: ScalarType, value: unknown, place: Place): void {
  if (scalar === 'numeric' && typeof value !== 'number') {
    report(place, `expected numeric (int or float), got ${goTypeName(value)}`);
  } else if (scalar === 'string' && typeof value !== 'string') {
    report(place, `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`);
  } else if (scalar === 'boolean' && typeof value !== 'boolean') {
    report(place, `expected boolean, got ${printed(value)}`);
  } else if (scalar === 'untyped' && typeof value === 'object') {
    report(place, `expected any scalar, got ${printed(value)}`);
  }
}

const printed = (value: unknown) => `&{${goFormat(value)}}`;

function report({ path, faults }: Place, message: string): void {
  const at = path.map(formatElement).join('');
  faults.push(at === '' ? message : `${at}: ${message}`);
}
