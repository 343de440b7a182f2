import { type CelFunction, fn } from '../function-table.ts';
import { dateOf } from '../time-values.ts';
import { CelError, Duration, noSuchOverload, Timestamp, type Value } from '../values.ts';
import { textOf } from './arguments.ts';

const time = 'google.protobuf.Timestamp';
const span = 'google.protobuf.Duration';
const dayMs = 86_400_000;

/** Parts of a date, in UTC or in the time zone of an argument. */
const dateParts: Readonly<Record<string, (date: Date) => number>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDayOfYear: (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / dayMs),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDate: (date) => date.getUTCDate(),
  getDayOfWeek: (date) => date.getUTCDay(),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
};

const spanNanos: Readonly<Record<string, bigint>> = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
  getMilliseconds: 1_000_000n,
};

export const timeParts: readonly CelFunction[] = Object.entries(dateParts).map(([name, part]) => {
  const nanos = spanNanos[name];
  const signatures = [`${time}.(): int`, `${time}.(string): int`, ...(nanos ? [`${span}.(): int`] : [])];
  return fn(name, signatures, ([value = null, zone]) => {
    if (value instanceof Duration && nanos) return value.nanos / nanos;
    if (!(value instanceof Timestamp)) throw noSuchOverload();
    return BigInt(part(inZone(dateOf(value.nanos), zone)));
  });
});

/** The date whose UTC parts are the parts of `date` in a zone. */
function inZone(date: Date, zone: Value | undefined): Date {
  if (zone === undefined) return date;
  const name = textOf(zone);
  const offset = /^([+-]?)(\d{1,2}):(\d{2})$/.exec(name);
  if (offset) {
    const minutes = (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === '-' ? -1 : 1);
    return new Date(date.getTime() + minutes * 60_000);
  }
  try {
    const text = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' }).format(date);
    return new Date(Date.parse(`${text.replace(' ', 'T')}Z`) + date.getUTCMilliseconds());
  } catch {
    throw new CelError(`unknown time zone ${name}`);
  }
}
