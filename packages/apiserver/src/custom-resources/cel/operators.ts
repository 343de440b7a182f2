import type { Evaluate, Frame } from './compile.ts';
import { contains, equals } from './equality.ts';
import { CelError, CelList, CelMap, noSuchOverload, Optional, Unsigned, type Value } from './values.ts';

type Operator = (operands: readonly Evaluate[]) => Evaluate;

/** Operators that don't evaluate all their operands, or are too common to go through a call. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['_&&_', logical(false)],
  ['_||_', logical(true)],
  ['_?_:_', ternary],
  ['_==_', binary((left, right, frame) => equals(left, right, frame))],
  ['_!=_', binary((left, right, frame) => !equals(left, right, frame))],
  ['@in', binary((left, right, frame) => contains(right, left, frame))],
  ['_[_]', binary((container, key) => indexed(container, key))],
  ['_[?_]', binary((container, key) => optionallyIndexed(container, key))],
]);

const nothing: Evaluate = () => null;

function binary(apply: (left: Value, right: Value, frame: Frame) => Value): Operator {
  return ([left = nothing, right = nothing]) =>
    (frame) => {
      const [a, b] = [left(frame), right(frame)];
      frame.charge(1);
      return apply(a, b, frame);
    };
}

/** What decides may stand on either side, and makes up for a failure on the other. */
function logical(deciding: boolean): Operator {
  return ([left = nothing, right = nothing]) =>
    (frame) => {
      const first = attempt(left, frame);
      if (first === deciding) return deciding;
      const second = attempt(right, frame);
      if (second === deciding) return deciding;
      if (first instanceof CelError) throw first;
      if (second instanceof CelError) throw second;
      if (typeof first !== 'boolean' || typeof second !== 'boolean') throw noSuchOverload();
      return !deciding;
    };
}

function attempt(evaluate: Evaluate, frame: Frame): Value | CelError {
  try {
    return evaluate(frame);
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}

function ternary([condition = nothing, then = nothing, otherwise = nothing]: readonly Evaluate[]): Evaluate {
  return (frame) => {
    const chosen = condition(frame);
    if (typeof chosen !== 'boolean') throw noSuchOverload();
    return chosen ? then(frame) : otherwise(frame);
  };
}

function indexed(container: Value, key: Value): Value {
  if (container instanceof Optional) return optionallyIndexed(container, key);
  const found = itemAt(container, key);
  if (found !== undefined) return found;
  throw new CelError(container instanceof CelList ? `index out of bounds: ${keyText(key)}` : `no such key: ${keyText(key)}`);
}

function optionallyIndexed(container: Value, key: Value): Value {
  const inner = container instanceof Optional ? container.content : container;
  const found = inner === undefined ? undefined : itemAt(inner, key);
  return found === undefined ? Optional.none : new Optional(found);
}

function itemAt(container: Value, key: Value): Value | undefined {
  if (container instanceof CelMap) return container.get(key);
  if (!(container instanceof CelList)) throw noSuchOverload();
  const index = Number(key instanceof Unsigned ? key.value : key);
  return Number.isInteger(index) && index >= 0 && index < container.size ? container.at(index) : undefined;
}

const keyText = (key: Value): string => String(key instanceof Unsigned ? key.value : key);
