/** A length of time as people write it: `'250ms'`, `'30s'`, `'5m'`, `'1h'`. */
export type Duration = `${number}ms` | `${number}s` | `${number}m` | `${number}h`;

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of a {@link Duration}. Throws a `RangeError` for anything else, so untyped input is caught here. */
export function durationMs(duration: Duration): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration);
  if (!match) throw new RangeError(`"${String(duration)}" is not a duration: write for example '250ms', '30s', '5m' or '1h'`);
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs]; // the pattern admits no other unit
}
