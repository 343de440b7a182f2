import { CelError, Duration, Timestamp } from './values.ts';

const second = 1_000_000_000n;
const minTimestamp = -62_135_596_800n * second;
const maxTimestamp = 253_402_300_800n * second - 1n;
const unitNanos: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: second,
  m: 60n * second,
  h: 3_600n * second,
};
const timestampPattern = /^(\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/;

/** Parses an RFC 3339 timestamp. Throws a `CelError`. */
export function parseTimestamp(text: string): Timestamp {
  const match = timestampPattern.exec(text);
  const ms = match ? Date.parse(`${match[1]}${match[3]}`) : Number.NaN;
  if (!match || Number.isNaN(ms)) throw new CelError(`parsing time ${JSON.stringify(text)} as RFC 3339`);
  return checkedTimestamp(BigInt(ms) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0') || '0'));
}

export function checkedTimestamp(nanos: bigint): Timestamp {
  if (nanos < minTimestamp || nanos > maxTimestamp) throw new CelError('timestamp overflow');
  return new Timestamp(nanos);
}

export function checkedDuration(nanos: bigint): Duration {
  if (BigInt.asIntN(64, nanos) !== nanos) throw new CelError('duration overflow');
  return new Duration(nanos);
}

/** Parses a Go duration (`1h30m`, `-1.5s`). Throws a `CelError`. */
export function parseDuration(text: string): Duration {
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/.exec(text) ?? [];
  if (body === '0') return new Duration(0n);
  const parts = [...body.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g)];
  const valid =
    parts.length > 0 && parts.map(([part]) => part).join('') === body && parts.every(([, whole, rest]) => whole || rest);
  if (!valid) throw new CelError(`time: invalid duration ${JSON.stringify(text)}`);
  let nanos = 0n;
  for (const [, whole, rest = '', unit = 's'] of parts) {
    const size = unitNanos[unit] ?? 0n;
    nanos += BigInt(whole || '0') * size + (rest ? (BigInt(rest) * size) / 10n ** BigInt(rest.length) : 0n);
  }
  return checkedDuration(sign === '-' ? -nanos : nanos);
}

/** `1.5s`, as CEL prints durations. */
export function durationText({ nanos }: Duration): string {
  const absolute = nanos < 0n ? -nanos : nanos;
  const rest = (absolute % second).toString().padStart(9, '0').replace(/0+$/, '');
  return `${nanos < 0n ? '-' : ''}${absolute / second}${rest ? `.${rest}` : ''}s`;
}

export function timestampText({ nanos }: Timestamp): string {
  const rest = (((nanos % second) + second) % second).toString().padStart(9, '0').replace(/0+$/, '');
  return `${dateOf(nanos).toISOString().slice(0, 19)}${rest ? `.${rest}` : ''}Z`;
}

/** To the millisecond. */
export const dateOf = (nanos: bigint): Date => new Date(Number(floorDivide(nanos, 1_000_000n)));

const floorDivide = (value: bigint, by: bigint) => (value - (((value % by) + by) % by)) / by;
