import { compare, contains, equals } from '../equality.ts';
import { type CelFunction, fn, type Implementation, type Meter } from '../function-table.ts';
import { ArrayList, CelError, CelList, noSuchOverload, Optional, type Value } from '../values.ts';
import { indexOf, listOf } from './arguments.ts';
import { arithmetic } from './arithmetic.ts';

const ordered = ['int', 'uint', 'double', 'bool', 'string', 'bytes', 'google.protobuf.Duration', 'google.protobuf.Timestamp'];
const added = ['int', 'uint', 'double', 'google.protobuf.Duration'];
const plus = arithmetic.find(({ name }) => name === '_+_');
const maxRange = 1_000_000n;

const extreme = (name: string, wins: (order: number) => boolean): CelFunction =>
  fn(
    name,
    ordered.map((type) => `list(${type}).(): ${type}`),
    ([list], meter) => {
      let best: Value | undefined;
      for (const item of charged(list, meter)) if (best === undefined || wins(compare(item, best, meter))) best = item;
      if (best === undefined) throw new CelError(`${name} called on empty list`);
      return best;
    },
  );

/** A method of lists of any type that answers a list of the same. */
const sameList = (name: string, args: string, call: Implementation) => fn(name, [`list(A).(${args}): list(A)`], call);

export const lists: readonly CelFunction[] = [
  fn(
    'isSorted',
    ordered.map((type) => `list(${type}).(): bool`),
    ([list], meter) => {
      const items = charged(list, meter);
      return items.every((item, index) => index === 0 || compare(items[index - 1] ?? null, item, meter) <= 0);
    },
  ),
  fn(
    'sum',
    added.map((type) => `list(${type}).(): ${type}`),
    ([list], meter) => sum(charged(list, meter), meter),
  ),
  extreme('min', (order) => order < 0),
  extreme('max', (order) => order > 0),
  fn('indexOf', ['list(A).(A): int'], ([list, wanted = null], meter) =>
    BigInt(charged(list, meter).findIndex((item) => equals(item, wanted, meter))),
  ),
  fn('lastIndexOf', ['list(A).(A): int'], ([list, wanted = null], meter) =>
    BigInt(charged(list, meter).findLastIndex((item) => equals(item, wanted, meter))),
  ),
  sameList('reverse', '', ([list], meter) => new ArrayList(charged(list, meter).toReversed())),
  sameList('distinct', '', ([list], meter) => distinct(charged(list, meter), meter)),
  sameList('slice', 'int, int', ([list, from, to], meter) => slice(listOf(list), indexOf(from), indexOf(to), meter)),
  fn(
    'sort',
    ordered.map((type) => `list(${type}).(): list(${type})`),
    ([list], meter) => new ArrayList(charged(list, meter).toSorted((a, b) => compare(a, b, meter))),
  ),
  fn(
    'flatten',
    ['list(list(A)).(): list(A)', 'list(dyn).(int): list(dyn)'],
    ([list, depth], meter) => new ArrayList(flatten(listOf(list), depth === undefined ? 1 : indexOf(depth), meter)),
  ),
  fn('first', ['list(A).(): optional_type(A)'], ([list]) => atOrNone(listOf(list), 0)),
  fn('last', ['list(A).(): optional_type(A)'], ([list]) => atOrNone(listOf(list), listOf(list).size - 1)),
  fn('lists.range', ['(int): list(int)'], ([count = null], meter) => range(count, meter)),
  fn('sets.contains', ['(list(A), list(A)): bool'], ([list, others], meter) => includesAll(list, others, meter)),
  fn('sets.equivalent', ['(list(A), list(A)): bool'], ([a, b], meter) => includesAll(a, b, meter) && includesAll(b, a, meter)),
  fn('sets.intersects', ['(list(A), list(A)): bool'], ([list, others], meter) =>
    charged(others, meter).some((item) => contains(listOf(list), item, meter)),
  ),
];

/** All items; reading them costs. */
function charged(value: Value | undefined, meter: Meter): readonly Value[] {
  const list = listOf(value);
  meter.charge(list.size);
  return [...list];
}

/** Of an empty list it is zero; the list's type is no longer known, and zero is equal to zero in all. */
function sum(items: readonly Value[], meter: Meter): Value {
  const [first = 0n, ...rest] = items;
  let total = first;
  for (const item of rest) total = plus?.call([total, item], meter) ?? null;
  return total;
}

const includesAll = (list: Value | undefined, others: Value | undefined, meter: Meter) =>
  charged(others, meter).every((item) => contains(listOf(list), item, meter));

function distinct(items: readonly Value[], meter: Meter): ArrayList {
  const kept: Value[] = [];
  for (const item of items) if (!contains(new ArrayList(kept), item, meter)) kept.push(item);
  return new ArrayList(kept);
}

function slice(list: CelList, from: number, to: number, meter: Meter): ArrayList {
  if (from < 0 || to < 0) throw new CelError(`cannot slice(${from}, ${to}), negative indexes not supported`);
  if (from > to) throw new CelError(`cannot slice(${from}, ${to}), start index must be less than or equal to end index`);
  if (to > list.size) throw new CelError(`cannot slice(${from}, ${to}), list is length ${list.size}`);
  meter.charge(to - from);
  return new ArrayList(Array.from({ length: to - from }, (_, index) => list.at(from + index)));
}

function flatten(list: CelList, depth: number, meter: Meter): readonly Value[] {
  if (depth < 0) throw new CelError('level must be non-negative');
  meter.charge(list.size);
  return [...list].flatMap((item) => (item instanceof CelList && depth > 0 ? flatten(item, depth - 1, meter) : [item]));
}

const atOrNone = (list: CelList, index: number) =>
  index >= 0 && index < list.size ? new Optional(list.at(index)) : Optional.none;

function range(count: Value, meter: Meter): ArrayList {
  if (typeof count !== 'bigint') throw noSuchOverload();
  if (count > maxRange) throw new CelError('list is too long');
  meter.charge(Number(count));
  return new ArrayList(Array.from({ length: Math.max(0, Number(count)) }, (_, index) => BigInt(index)));
}
