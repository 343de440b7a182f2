import type { Meter } from '../function-table.ts';
import { durationText, timestampText } from '../time-values.ts';
import { CelError, CelList, CelMap, Duration, Timestamp, TypeValue, typeNameOf, Unsigned, type Value } from '../values.ts';
import { doubleText, fixedText } from './number-text.ts';

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
      return integerOf(value, 'decimal').toString();
    case 'f':
      return grouped(doubleOf(value, 'fixed-point'), Math.min(precision, 100));
    case 'e':
      return scientific(doubleOf(value, 'scientific'));
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

const misused = (clauseName: string, wanted: string, value: Value) =>
  new CelError(`error during formatting: ${clauseName} clause can only be used on ${wanted}, was given ${typeNameOf(value)}`);

function integerOf(value: Value, clauseName: string): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Unsigned) return value.value;
  throw misused(clauseName, 'integers', value);
}

function doubleOf(value: Value, clauseName: string): number {
  if (typeof value === 'number') return value;
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity' || value === '-Infinity') return Number(value);
  throw misused(clauseName, 'doubles', value);
}

const special = (value: number) => (Number.isNaN(value) ? 'NaN' : value < 0 ? '-∞' : '∞');

/** As people in the United States write it. */
function grouped(value: number, precision: number): string {
  if (!Number.isFinite(value)) return special(value);
  const [whole = '', rest] = fixedText(value, precision).split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return rest === undefined ? groups : `${groups}.${rest}`;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Always with six digits. */
function scientific(value: number): string {
  if (!Number.isFinite(value)) return special(value);
  const [mantissa = '', exponent = ''] = value.toExponential(defaultPrecision).split('e');
  const digits = exponent.slice(1).padStart(2, '0');
  const raised = [...digits].map((digit) => superscripts[Number(digit)]).join('');
  return `${mantissa}×10${exponent.startsWith('-') ? '⁻' : ''}${raised}`;
}

function hexadecimal(value: Value): string {
  if (typeof value === 'string') return Buffer.from(value).toString('hex');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return integerOf(value, 'hex').toString(16);
}

const printable = 'strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps';

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
  if (value instanceof CelList) return `[${[...value].map(nestedText).join(', ')}]`;
  if (value instanceof CelMap) return mapText(value);
  throw misused('string', printable, value);
}

/** A value inside a list or a map, as it would be written. */
function nestedText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return grouped(value, defaultPrecision);
  if (value instanceof Uint8Array) return `b"${Buffer.from(value).toString()}"`;
  if (value instanceof Duration) return `duration("${durationText(value)}")`;
  if (value instanceof Timestamp) return `timestamp("${timestampText(value)}")`;
  return plainText(value);
}

function mapText(map: CelMap): string {
  const entries = map.keys().map((key) => [nestedText(key), nestedText(map.get(key) ?? null)] as const);
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}:${value}`)
    .join(', ')}}`;
}
