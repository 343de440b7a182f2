import { compare, contains, equals } from '../equality.ts';
import { type CelFunction, fn, type Meter } from '../function-table.ts';
import { checkedDuration, checkedTimestamp } from '../time-values.ts';
import { ArrayList, CelError, CelList, Duration, noSuchOverload, Timestamp, Unsigned, type Value } from '../values.ts';

const ordered = ['bool', 'int', 'uint', 'double', 'string', 'bytes', 'google.protobuf.Timestamp', 'google.protobuf.Duration'];
const numbers = ['int', 'uint', 'double'];
const comparable = [
  ...ordered.map((type) => `(${type}, ${type}): bool`),
  ...numbers.flatMap((a) => numbers.filter((b) => b !== a).map((b) => `(${a}, ${b}): bool`)),
];
const sameNumbers = numbers.map((type) => `(${type}, ${type}): ${type}`);
/** Optionals answer optionals. */
const optionalIndexes = ['(optional_type(list(A)), int): optional_type(A)', '(optional_type(map(A, B)), A): optional_type(B)'];
const time = 'google.protobuf.Timestamp';
const span = 'google.protobuf.Duration';

type Binary = (left: Value, right: Value, meter: Meter) => Value;

const binary = (name: string, signatures: readonly string[], apply: Binary): CelFunction =>
  fn(name, signatures, ([left = null, right = null], meter) => apply(left, right, meter));

const order = (name: string, holds: (order: number) => boolean) =>
  binary(name, comparable, (left, right, meter) => holds(compare(left, right, meter)));

/** Operators. Those that need not evaluate both sides have their types here, and are evaluated elsewhere. */
export const arithmetic: readonly CelFunction[] = [
  binary('_==_', ['(A, A): bool'], equals),
  binary('_!=_', ['(A, A): bool'], (left, right, meter) => !equals(left, right, meter)),
  binary('@in', ['(A, list(A)): bool', '(A, map(A, B)): bool'], (item, collection, meter) => contains(collection, item, meter)),
  fn('_?_:_', ['(bool, A, A): A'], () => null),
  fn('_[_]', ['(list(A), int): A', '(map(A, B), A): B', ...optionalIndexes], () => null),
  fn('_[?_]', ['(list(A), int): optional_type(A)', '(map(A, B), A): optional_type(B)', ...optionalIndexes], () => null),
  order('_<_', (result) => result < 0),
  order('_<=_', (result) => result <= 0),
  order('_>_', (result) => result > 0),
  order('_>=_', (result) => result >= 0),
  fn('!_', ['(bool): bool'], ([value]) => {
    if (typeof value !== 'boolean') throw noSuchOverload();
    return !value;
  }),
  fn('-_', ['(int): int', '(double): double'], ([value]) => {
    if (typeof value === 'number') return -value;
    if (typeof value !== 'bigint') throw noSuchOverload();
    return int64(-value);
  }),
  binary(
    '_+_',
    [
      ...sameNumbers,
      '(string, string): string',
      '(bytes, bytes): bytes',
      '(list(A), list(A)): list(A)',
      `(${span}, ${span}): ${span}`,
      `(${time}, ${span}): ${time}`,
      `(${span}, ${time}): ${time}`,
    ],
    add,
  ),
  binary(
    '_-_',
    [...sameNumbers, `(${span}, ${span}): ${span}`, `(${time}, ${time}): ${span}`, `(${time}, ${span}): ${time}`],
    subtract,
  ),
  binary(
    '_*_',
    sameNumbers,
    numeric(
      (a, b) => a * b,
      (a, b) => a * b,
    ),
  ),
  binary(
    '_/_',
    sameNumbers,
    numeric(
      (a, b) => a / nonZero(b, 'division by zero'),
      (a, b) => a / b,
    ),
  ),
  binary(
    '_%_',
    ['(int, int): int', '(uint, uint): uint'],
    numeric((a, b) => a % nonZero(b, 'modulus by zero')),
  ),
];

function int64(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new CelError('integer overflow');
  return value;
}

function uint64(value: bigint): Unsigned {
  if (BigInt.asUintN(64, value) !== value) throw new CelError('unsigned integer overflow');
  return new Unsigned(value);
}

function nonZero(value: bigint, message: string): bigint {
  if (value === 0n) throw new CelError(message);
  return value;
}

function numeric(integers: (a: bigint, b: bigint) => bigint, doubles?: (a: number, b: number) => number): Binary {
  return (left, right) => {
    if (typeof left === 'bigint' && typeof right === 'bigint') return int64(integers(left, right));
    if (left instanceof Unsigned && right instanceof Unsigned) return uint64(integers(left.value, right.value));
    if (doubles && typeof left === 'number' && typeof right === 'number') return doubles(left, right);
    throw noSuchOverload();
  };
}

const addNumbers = numeric(
  (a, b) => a + b,
  (a, b) => a + b,
);
const subtractNumbers = numeric(
  (a, b) => a - b,
  (a, b) => a - b,
);

function add(left: Value, right: Value, meter: Meter): Value {
  if (typeof left === 'string' && typeof right === 'string') {
    meter.charge((left.length + right.length) / 10);
    return left + right;
  }
  if (left instanceof CelList && right instanceof CelList) {
    meter.charge(left.size + right.size);
    return new ArrayList([...left, ...right]);
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    meter.charge((left.length + right.length) / 10);
    return Buffer.concat([left, right]);
  }
  if (left instanceof Duration && right instanceof Duration) return checkedDuration(left.nanos + right.nanos);
  if (left instanceof Timestamp && right instanceof Duration) return checkedTimestamp(left.nanos + right.nanos);
  if (left instanceof Duration && right instanceof Timestamp) return checkedTimestamp(left.nanos + right.nanos);
  return addNumbers(left, right, meter);
}

function subtract(left: Value, right: Value, meter: Meter): Value {
  if (left instanceof Duration && right instanceof Duration) return checkedDuration(left.nanos - right.nanos);
  if (left instanceof Timestamp && right instanceof Timestamp) return checkedDuration(left.nanos - right.nanos);
  if (left instanceof Timestamp && right instanceof Duration) return checkedTimestamp(left.nanos - right.nanos);
  return subtractNumbers(left, right, meter);
}
