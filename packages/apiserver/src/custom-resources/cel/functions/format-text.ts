import type { Meter } from '../function-table.ts';
import { durationText, timestampText } from '../time-values.ts';
import { CelError, CelList, CelMap, Duration, Opaque, Timestamp, TypeValue, Unsigned, type Value } from '../values.ts';
import { doubleText } from './number-text.ts';

const clause = /%(?:%|(?:\.(\d+))?([a-zA-Z]))/g;
const defaultPrecision = 6;
const maxPrecision = 1000;

/** Fills in a template: `%s`, `%d`, `%f`, `%e`, `%b`, `%o`, `%x`, `%X`. */
export function formatText(template: string, args: CelList, meter: Meter): string {
  meter.charge(template.length / 10);
  let next = 0;
  return template.replace(clause, (match, precision: string | undefined, verb: string | undefined) => {
    if (match === '%%') return '%';
    if (next >= args.size) throw new CelError(`index ${next} out of range`);
    const value = args.at(next);
    next += 1;
    const text = formatValue(verb ?? '', value, Math.min(Number(precision ?? defaultPrecision), maxPrecision));
    meter.charge(text.length / 10);
    return text;
  });
}

function formatValue(verb: string, value: Value, precision: number): string {
  switch (verb) {
    case 's':
      return plainText(value);
    case 'd':
      if (typeof value === 'number') return doubleText(value);
      return integerOf(value, 'decimal').toString();
    case 'f':
      return fixed(doubleOf(value, 'fixed-point'), precision);
    case 'e':
      return exponential(doubleOf(value, 'scientific'), precision);
    case 'b':
      return typeof value === 'boolean' ? String(Number(value)) : integerOf(value, 'binary').toString(2);
    case 'o':
      return integerOf(value, 'octal').toString(8);
    case 'x':
      return hexadecimal(value);
    case 'X':
      return hexadecimal(value).toUpperCase();
    default:
      throw new CelError(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
}

function integerOf(value: Value, how: string): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Unsigned) return value.value;
  throw new CelError(`error during formatting: ${how} clause can only be used on integers`);
}

function doubleOf(value: Value, how: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  throw new CelError(`error during formatting: ${how} clause can only be used on doubles`);
}

const fixed = (value: number, precision: number) =>
  Number.isFinite(value) ? value.toFixed(Math.min(precision, 100)) : doubleText(value);

function exponential(value: number, precision: number): string {
  if (!Number.isFinite(value)) return doubleText(value);
  return value.toExponential(Math.min(precision, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
}

function hexadecimal(value: Value): string {
  if (typeof value === 'string') return Buffer.from(value).toString('hex');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return integerOf(value, 'hex').toString(16);
}

/** A value as `%s` prints it. */
function plainText(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return doubleText(value);
  if (typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof Unsigned) return String(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof TypeValue) return value.typeName;
  if (value instanceof CelList) return `[${[...value].map(plainText).join(', ')}]`;
  if (value instanceof CelMap) return mapText(value);
  if (value instanceof Opaque) return String(value);
  throw new CelError(
    'error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
  );
}

function mapText(map: CelMap): string {
  const entries = map.keys().map((key) => `${plainText(key)}: ${plainText(map.get(key) ?? null)}`);
  return `{${entries.toSorted().join(', ')}}`;
}
