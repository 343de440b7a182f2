import { isJsonObject } from '@capstan/schema';
import type { ListType } from './field-type.ts';
import { keyElement, type PathElement, valueElement } from './path-element.ts';

/** An item that its list's keys cannot tell from others. */
export class UnidentifiedItem extends Error {}

/** The path element of an item of a set, or of a list by keys. */
export function itemElement(list: ListType, item: unknown): PathElement {
  if (list.keys.length === 0) return setElement(item);
  if (item === null) throw new UnidentifiedItem('associative list with keys may not have a null element');
  if (!isJsonObject(item)) throw new UnidentifiedItem('associative list with keys may not have non-map elements');
  const keys: [string, unknown][] = [];
  for (const { name, value: fallback } of list.keys) {
    const value = item[name] === undefined ? fallback : item[name];
    if (value !== undefined) keys.push([name, value]);
  }
  if (keys.length > 0) return keyElement(keys);
  const names = list.keys.map(({ name }) => JSON.stringify(name)).join(' ');
  throw new UnidentifiedItem(
    `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
  );
}

function setElement(item: unknown): PathElement {
  if (item === null) throw new UnidentifiedItem("associative list without keys has an element that's an explicit null");
  if (Array.isArray(item)) throw new UnidentifiedItem('not supported: associative list with lists as elements');
  if (typeof item === 'object') throw new UnidentifiedItem("associative list without keys has an element that's a map type");
  return valueElement(item);
}

/** The items of a list with their elements; one that cannot be told from others goes by its index. */
export function elementsOf(list: ListType, items: readonly unknown[]): PathElement[] {
  return items.map((item, index) => {
    try {
      return itemElement(list, item);
    } catch (error) {
      if (error instanceof UnidentifiedItem) return `i:${index}`;
      throw error;
    }
  });
}
