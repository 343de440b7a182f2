import { CelError, CelList, noSuchOverload, type Value } from '../values.ts';

/** Arguments of functions, as what they must be: what is `dyn` is only known now. */
export function textOf(value: Value | undefined): string {
  if (typeof value !== 'string') throw noSuchOverload();
  return value;
}

export function intOf(value: Value | undefined): bigint {
  if (typeof value !== 'bigint') throw noSuchOverload();
  return value;
}

/** An integer as an index. */
export function indexOf(value: Value | undefined): number {
  return Number(intOf(value));
}

export function listOf(value: Value | undefined): CelList {
  if (!(value instanceof CelList)) throw noSuchOverload();
  return value;
}

/** An index into something of a length; `length` itself is allowed too. */
export function checkedIndex(index: number, length: number): number {
  if (index < 0 || index > length) throw new CelError(`index out of range: ${index}`);
  return index;
}
