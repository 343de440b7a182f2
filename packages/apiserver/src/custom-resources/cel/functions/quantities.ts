import { type CelFunction, fn } from '../function-table.ts';
import { CelError, noSuchOverload, Opaque, type Value } from '../values.ts';
import { textOf } from './arguments.ts';

const type = 'kubernetes.Quantity';
/** Quantities are exact down to the nano. */
const unit = 1_000_000_000n;

const suffixes: Readonly<Record<string, readonly [bigint, bigint]>> = {
  n: [1n, 1_000_000_000n],
  u: [1n, 1_000_000n],
  m: [1n, 1_000n],
  '': [1n, 1n],
  k: [1_000n, 1n],
  M: [1_000_000n, 1n],
  G: [10n ** 9n, 1n],
  T: [10n ** 12n, 1n],
  P: [10n ** 15n, 1n],
  E: [10n ** 18n, 1n],
  Ki: [1n << 10n, 1n],
  Mi: [1n << 20n, 1n],
  Gi: [1n << 30n, 1n],
  Ti: [1n << 40n, 1n],
  Pi: [1n << 50n, 1n],
  Ei: [1n << 60n, 1n],
};
const pattern = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:([eE][+-]?\d{1,3})|([numkMGTPE]|[KMGTPE]i))?$/;

class Quantity extends Opaque {
  readonly typeName = type;
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    super();
    this.nanos = nanos;
  }
  override equals(other: Opaque): boolean {
    return other instanceof Quantity && other.nanos === this.nanos;
  }
}

const method = (
  name: string,
  signatures: readonly string[],
  apply: (self: Quantity, other: Value | undefined) => Value,
): CelFunction =>
  fn(
    name,
    signatures.map((signature) => `${type}.${signature}`),
    ([self, other]) => apply(quantityOf(self), other),
  );

/** Amounts of resources: `1.5Gi`, `100m`. */
export const quantities: readonly CelFunction[] = [
  fn('quantity', [`(string): ${type}`], ([text]) => {
    const parsed = parseQuantity(textOf(text));
    if (parsed) return parsed;
    throw new CelError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  }),
  fn('isQuantity', ['(string): bool'], ([text]) => parseQuantity(textOf(text)) !== undefined),
  method('isInteger', ['(): bool'], ({ nanos }) => nanos % unit === 0n && fits(nanos / unit)),
  method('asInteger', ['(): int'], ({ nanos }) => {
    if (nanos % unit !== 0n || !fits(nanos / unit)) throw new CelError('cannot convert value to integer');
    return nanos / unit;
  }),
  method('asApproximateFloat', ['(): double'], ({ nanos }) => Number(nanos) / Number(unit)),
  fn('sign', [`(${type}): int`], ([self]) => signOf(quantityOf(self).nanos)),
  method('add', [`(${type}): ${type}`, `(int): ${type}`], (self, other) => new Quantity(self.nanos + nanosOf(other))),
  method('sub', [`(${type}): ${type}`, `(int): ${type}`], (self, other) => new Quantity(self.nanos - nanosOf(other))),
  method('isGreaterThan', [`(${type}): bool`], (self, other) => self.nanos > nanosOf(other)),
  method('isLessThan', [`(${type}): bool`], (self, other) => self.nanos < nanosOf(other)),
  method('compareTo', [`(${type}): int`], (self, other) => signOf(self.nanos - nanosOf(other))),
];

const fits = (value: bigint) => BigInt.asIntN(64, value) === value;
const signOf = (value: bigint) => (value > 0n ? 1n : value < 0n ? -1n : 0n);

function quantityOf(value: Value | undefined): Quantity {
  if (!(value instanceof Quantity)) throw noSuchOverload();
  return value;
}

const nanosOf = (value: Value | undefined): bigint => (typeof value === 'bigint' ? value * unit : quantityOf(value).nanos);

/** What is finer than a nano is rounded up. */
function parseQuantity(text: string): Quantity | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, sign, digits = '', exponent, suffix = ''] = match;
  const [whole = '', fraction = ''] = digits.split('.');
  const [times, by] = suffixes[suffix] ?? [1n, 1n];
  const power = Number(exponent?.slice(1) ?? 0) - fraction.length;
  const value = BigInt(`${whole}${fraction}` || '0') * times * unit * 10n ** BigInt(Math.max(power, 0));
  const divisor = by * 10n ** BigInt(Math.max(-power, 0));
  const nanos = (value + divisor - 1n) / divisor;
  return new Quantity(sign === '-' ? -nanos : nanos);
}
