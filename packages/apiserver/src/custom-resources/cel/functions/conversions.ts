import { type CelFunction, fn } from '../function-table.ts';
import { durationText, parseDuration, parseTimestamp, timestampText } from '../time-values.ts';
import {
  CelError,
  CelList,
  CelMap,
  Duration,
  noSuchOverload,
  Opaque,
  Timestamp,
  TypeValue,
  typeNameOf,
  Unsigned,
  type Value,
} from '../values.ts';
import { doubleText } from './number-text.ts';

const time = 'google.protobuf.Timestamp';
const span = 'google.protobuf.Duration';
const second = 1_000_000_000n;

/** Conversions between types, and what a value is. */
export const conversions: readonly CelFunction[] = [
  fn('dyn', ['(A): dyn'], ([value = null]) => value),
  fn('type', ['(A): type(A)'], ([value = null]) => new TypeValue(typeNameOf(value))),
  fn(
    'size',
    ['string', 'bytes', 'list(A)', 'map(A, B)'].flatMap((type) => [`(${type}): int`, `${type}.(): int`]),
    ([value = null]) => BigInt(sizeOf(value)),
  ),
  fn('int', ['(int): int', '(uint): int', '(double): int', '(string): int', `(${time}): int`], ([value = null]) => toInt(value)),
  fn('uint', ['(uint): uint', '(int): uint', '(double): uint', '(string): uint'], ([value = null]) => toUint(value)),
  fn('double', ['(double): double', '(int): double', '(uint): double', '(string): double'], ([value = null]) => toDouble(value)),
  fn('bool', ['(bool): bool', '(string): bool'], ([value = null]) => toBool(value)),
  fn('bytes', ['(bytes): bytes', '(string): bytes'], ([value = null]) => {
    if (typeof value === 'string') return Buffer.from(value);
    if (value instanceof Uint8Array) return value;
    throw noSuchOverload();
  }),
  fn(
    'string',
    ['string', 'int', 'uint', 'double', 'bool', 'bytes', time, span, 'net.IP', 'net.CIDR'].map((type) => `(${type}): string`),
    ([value = null]) => toText(value),
  ),
  fn('timestamp', [`(${time}): ${time}`, `(string): ${time}`, `(int): ${time}`], ([value = null]) => {
    if (typeof value === 'string') return parseTimestamp(value);
    if (typeof value === 'bigint') return new Timestamp(value * second);
    if (value instanceof Timestamp) return value;
    throw noSuchOverload();
  }),
  fn('duration', [`(${span}): ${span}`, `(string): ${span}`], ([value = null]) => {
    if (typeof value === 'string') return parseDuration(value);
    if (value instanceof Duration) return value;
    throw noSuchOverload();
  }),
];

function sizeOf(value: Value): number {
  if (typeof value === 'string') return [...value].length;
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof CelList || value instanceof CelMap) return value.size;
  throw noSuchOverload();
}

function toInt(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Unsigned) return inRange(value.value);
  if (value instanceof Timestamp) return value.nanos / second;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new CelError('integer overflow');
    return inRange(BigInt(Math.trunc(value)));
  }
  if (typeof value !== 'string') throw noSuchOverload();
  if (!/^[+-]?\d+$/.test(value)) throw notConvertible('int');
  return inRange(BigInt(value));
}

function inRange(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new CelError('integer overflow');
  return value;
}

function toUint(value: Value): Unsigned {
  if (value instanceof Unsigned) return value;
  if (typeof value === 'string' && !/^\d+$/.test(value)) throw notConvertible('uint');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new CelError('unsigned integer overflow');
  if (typeof value !== 'bigint' && typeof value !== 'number' && typeof value !== 'string') throw noSuchOverload();
  const whole = typeof value === 'number' ? BigInt(Math.trunc(value)) : BigInt(value);
  if (BigInt.asUintN(64, whole) !== whole) throw new CelError('unsigned integer overflow');
  return new Unsigned(whole);
}

const notConvertible = (type: string) => new CelError(`type conversion error from 'string' to '${type}'`);

function toDouble(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Unsigned) return Number(value.value);
  if (typeof value !== 'string') throw noSuchOverload();
  const special = /^([+-]?)(inf|infinity)$/i.exec(value);
  if (special) return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const parsed = /^nan$/i.test(value) ? Number.NaN : Number(value);
  if (value.trim() !== value || value === '' || (Number.isNaN(parsed) && !/^nan$/i.test(value))) throw notConvertible('double');
  return parsed;
}

const truths = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const untruths = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

function toBool(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') throw noSuchOverload();
  if (!truths.has(value) && !untruths.has(value)) throw notConvertible('bool');
  return truths.has(value);
}

function toText(value: Value): string {
  if (typeof value === 'number') return doubleText(value);
  if (typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof Unsigned) return String(value.value);
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof Opaque) return String(value);
  if (!(value instanceof Uint8Array)) throw noSuchOverload();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value);
  } catch {
    throw new CelError('invalid UTF-8 in bytes, cannot convert to string');
  }
}
