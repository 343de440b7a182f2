/**
 * One step of a field's path, as `fieldsV1` writes it: `f:<field>`, `k:<keys of a list's item>`, `v:<item of a set>`,
 * `i:<index>`. Two elements are the same step when they are the same text.
 */
export type PathElement = string;

export const fieldElement = (name: string): PathElement => `f:${name}`;
export const valueElement = (value: unknown): PathElement => `v:${encodeValue(value)}`;

/** The element of an item by its keys, which come sorted by name. */
export function keyElement(keys: readonly (readonly [name: string, value: unknown])[]): PathElement {
  let text = '';
  for (const [name, value] of keys) text += `${text === '' ? '' : ','}${encodeValue(name)}:${encodeValue(value)}`;
  return `k:{${text}}`;
}

/** Reads an element that a client may have written, into the one text that stands for it; `undefined` for kinds of element not known. */
export function parseElement(text: string): PathElement | undefined {
  if (text.length < 2) throw new SyntaxError('key must be 2 characters long:');
  if (text[1] !== ':') throw new SyntaxError(`missing colon: ${text}`);
  const rest = text.slice(2);
  switch (text[0]) {
    case 'f':
      return text;
    case 'v':
      return valueElement(JSON.parse(rest));
    case 'k':
      return keyElement(Object.entries(JSON.parse(rest)).sort(([a], [b]) => compareText(a, b)));
    case 'i':
      if (!/^[+-]?\d+$/.test(rest)) throw new SyntaxError(`parsing index ${rest}`);
      return `i:${Number(rest)}`;
    default:
      return undefined;
  }
}

/** An element as messages show it: `.spec`, `[name="web"]`, `[="item"]`, `[3]`. */
export function formatElement(element: PathElement): string {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  if (element.startsWith('i:')) return `[${rest}]`;
  if (element.startsWith('v:')) return `[=${formatValue(JSON.parse(rest))}]`;
  const keys = Object.entries(JSON.parse(rest));
  return `[${keys.map(([name, value]) => `${name}=${formatValue(value)}`).join(',')}]`;
}

/** Sorts as upstream does: fields, then keys, values and indices; values by type, then by value. */
export function sortElements(elements: PathElement[]): PathElement[] {
  if (elements.length < 2) return elements;
  if (elements.every((element) => element.startsWith('f:'))) return elements.sort(compareText);
  const parsed = elements.map((element) => ({ element, content: contentOf(element) }));
  parsed.sort((a, b) => kindOrder(a.element) - kindOrder(b.element) || compareValues(a.content, b.content));
  return parsed.map(({ element }) => element);
}

const kinds = 'fkvi';
const kindOrder = (element: PathElement) => kinds.indexOf(element.charAt(0));
const contentOf = (element: PathElement): unknown => {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return rest;
  const value: unknown = JSON.parse(rest);
  return element.startsWith('k:') ? Object.entries(value as object).flat() : value; // keys are written as an object
};

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (!Array.isArray(a) || !Array.isArray(b)) return typeOrder(a) - typeOrder(b);
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const order = compareValues(a[index], b[index]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const typeOrder = (value: unknown) => ['number', 'string', 'boolean', 'object'].indexOf(typeof value);
export const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const plain = /^[\w .:/@-]*$/;
const escaped = /[<>&\u2028\u2029]/g;

/** JSON as Go writes it: what HTML would take for its own is escaped. */
function encodeValue(value: unknown): string {
  if (typeof value === 'string' && plain.test(value)) return `"${value}"`;
  const text = JSON.stringify(value) ?? 'null';
  return text.replace(escaped, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const formatValue = (value: unknown) => JSON.stringify(value);
