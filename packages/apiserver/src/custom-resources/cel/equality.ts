import type { Meter } from './function-table.ts';
import {
  CelList,
  CelMap,
  Duration,
  noSuchOverload,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Unsigned,
  type Value,
} from './values.ts';

/** Whether two values are equal; numbers of different types can be. Values of different types are not equal. */
export function equals(left: Value, right: Value, meter: Meter): boolean {
  if (left === right) return true;
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right) === 0;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    if (typeof left === 'string' && typeof right === 'string') meter.charge(Math.min(left.length, right.length) / 10);
    return false;
  }
  if (left instanceof CelList) return right instanceof CelList && listsEqual(left, right, meter);
  if (left instanceof CelMap) return right instanceof CelMap && mapsEqual(left, right, meter);
  if (left instanceof Uint8Array) return right instanceof Uint8Array && Buffer.compare(left, right) === 0;
  if (left instanceof Timestamp) return right instanceof Timestamp && left.nanos === right.nanos;
  if (left instanceof Duration) return right instanceof Duration && left.nanos === right.nanos;
  if (left instanceof TypeValue) return right instanceof TypeValue && left.typeName === right.typeName;
  if (left instanceof Optional) return right instanceof Optional && optionalsEqual(left, right, meter);
  return left instanceof Opaque && right instanceof Opaque && left.typeName === right.typeName && left.equals(right);
}

function optionalsEqual(left: Optional, right: Optional, meter: Meter): boolean {
  if (left.content === undefined || right.content === undefined) return left.content === right.content;
  return equals(left.content, right.content, meter);
}

function listsEqual(left: CelList, right: CelList, meter: Meter): boolean {
  if (left.size !== right.size) return false;
  if (left.unordered || right.unordered) return [...left].every((item) => contains(right, item, meter));
  for (let index = 0; index < left.size; index++) {
    meter.charge(1);
    if (!equals(left.at(index), right.at(index), meter)) return false;
  }
  return true;
}

function mapsEqual(left: CelMap, right: CelMap, meter: Meter): boolean {
  const known = left.sameAs(right);
  if (known !== undefined) return known;
  if (left.size !== right.size) return false;
  return left.keys().every((key) => {
    meter.charge(1);
    const [a, b] = [left.get(key), right.get(key)];
    return a !== undefined && b !== undefined && equals(a, b, meter);
  });
}

/** Whether a list has an item, or a map a key. */
export function contains(collection: Value, item: Value, meter: Meter): boolean {
  if (collection instanceof CelMap) return collection.get(item) !== undefined;
  if (!(collection instanceof CelList)) throw noSuchOverload();
  for (const candidate of collection) {
    meter.charge(1);
    if (equals(candidate, item, meter)) return true;
  }
  return false;
}

type Numeric = bigint | number | Unsigned;

const isNumeric = (value: Value): value is Numeric =>
  typeof value === 'bigint' || typeof value === 'number' || value instanceof Unsigned;

const plain = (value: Numeric): bigint | number => (value instanceof Unsigned ? value.value : value);

/** Negative, zero or positive; NaN when there is no order. JavaScript compares bigint with number exactly. */
function compareNumbers(left: Numeric, right: Numeric): number {
  const [a, b] = [plain(left), plain(right)];
  if (a < b) return -1;
  if (a > b) return 1;
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number can be the same
  return a == b ? 0 : Number.NaN;
}

/** Negative, zero or positive. Throws where values have no order. */
export function compare(left: Value, right: Value, meter: Meter): number {
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right);
  if (typeof left === 'string' && typeof right === 'string') {
    meter.charge(Math.min(left.length, right.length) / 10);
    return compareText(left, right);
  }
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  if (left instanceof Timestamp && right instanceof Timestamp) return compareNumbers(left.nanos, right.nanos);
  if (left instanceof Duration && right instanceof Duration) return compareNumbers(left.nanos, right.nanos);
  throw noSuchOverload();
}

/** By code point, as UTF-8 bytes compare; UTF-16 units would put some characters elsewhere. */
function compareText(left: string, right: string): number {
  return left === right ? 0 : Buffer.compare(Buffer.from(left), Buffer.from(right));
}
