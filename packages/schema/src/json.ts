/** Whether two JSON values are equal: objects by keys in any order, arrays in order. A key whose value is undefined counts as absent. */
export function deepEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((item, index) => deepEqual(item, right[index]));
  }
  if (Array.isArray(right)) return false;
  return objectsEqual(left as Record<string, unknown>, right as Record<string, unknown>); // neither null nor array: an object
}

function objectsEqual(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  let present = 0;
  for (const key in left) {
    if (left[key] === undefined) continue;
    present += 1;
    if (!deepEqual(left[key], right[key])) return false;
  }
  for (const key in right) if (right[key] !== undefined) present -= 1;
  return present === 0;
}

/** A deep copy of a JSON value. */
export function cloneJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(cloneJson) as T; // the same shape
  const copy: Record<string, unknown> = {};
  for (const key in value) {
    const item = cloneJson(value[key]);
    // JSON may have this key; assigning to it would change what the copy inherits, and lose it.
    if (key === '__proto__')
      Object.defineProperty(copy, key, { value: item, enumerable: true, configurable: true, writable: true });
    else copy[key] = item;
  }
  return copy as T; // the same shape
}

/** JSON text with the keys of every object sorted, so that equal values give equal text. */
export function stableStringify(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(stableStringify).join(',')}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${stableStringify(item)}`).join(',')}}`;
}

/** Whether a value is a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
