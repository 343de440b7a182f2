import { type CompileScope, compile, type Evaluate, type Frame } from './compile.ts';
import type { Comprehension } from './syntax.ts';
import { ArrayList, CelError, CelList, CelMap, LiteralMap, noSuchOverload, Optional, type Value } from './values.ts';

/** Turns a macro over a list or a map into a loop. Each turn costs, so that nested loops end. */
export function compileComprehension(expression: Comprehension, scope: CompileScope): Evaluate {
  const { kind, variables } = expression;
  const range = compile(expression.range, scope);
  const firstSlot = Math.max(-1, ...scope.variables.values()) + 1;
  const inner = {
    ...scope,
    variables: new Map([...scope.variables, ...variables.map((name, index) => [name, firstSlot + index] as const)]),
  };
  const step = compile(expression.step, inner);
  if (kind === 'optMap' || kind === 'optFlatMap') return optional(kind, range, step, firstSlot);
  const filter = expression.filter && compile(expression.filter, inner);
  const run = loops[kind];
  return (frame) => {
    const turns = turnsOf(range(frame), frame, firstSlot, variables.length === 2);
    return run(filter ? filtered(turns, filter, frame) : turns, step, frame);
  };
}

function optional(kind: 'optMap' | 'optFlatMap', range: Evaluate, step: Evaluate, slot: number): Evaluate {
  return (frame) => {
    const value = range(frame);
    if (!(value instanceof Optional)) throw noSuchOverload();
    if (value.content === undefined) return Optional.none;
    frame.slots[slot] = value.content;
    const result = step(frame);
    return kind === 'optMap' ? new Optional(result) : result;
  };
}

/** Sets the variables for each turn, and yields the key or element. */
function* turnsOf(range: Value, frame: Frame, slot: number, two: boolean): Generator<Value> {
  if (range instanceof CelList) {
    for (let index = 0; index < range.size; index++) {
      frame.charge(2);
      const item = range.at(index);
      frame.slots[slot] = two ? BigInt(index) : item;
      if (two) frame.slots[slot + 1] = item;
      yield two ? BigInt(index) : item;
    }
  } else if (range instanceof CelMap) {
    for (const key of range.keys()) {
      frame.charge(2);
      frame.slots[slot] = key;
      if (two) frame.slots[slot + 1] = range.get(key) ?? null;
      yield key;
    }
  } else {
    throw noSuchOverload();
  }
}

function* filtered(turns: Iterable<Value>, filter: Evaluate, frame: Frame): Generator<Value> {
  for (const turn of turns) if (isTrue(filter(frame))) yield turn;
}

function isTrue(value: Value): boolean {
  if (typeof value !== 'boolean') throw noSuchOverload();
  return value;
}

type Loop = (turns: Iterable<Value>, step: Evaluate, frame: Frame) => Value;

const loops: Readonly<Record<Exclude<Comprehension['kind'], 'optMap' | 'optFlatMap'>, Loop>> = {
  all: (turns, step, frame) => quantified(turns, step, frame, false),
  exists: (turns, step, frame) => quantified(turns, step, frame, true),
  existsOne(turns, step, frame) {
    let count = 0;
    for (const _ of turns) if (isTrue(step(frame))) count += 1;
    return count === 1;
  },
  filter(turns, step, frame) {
    const kept: Value[] = [];
    for (const turn of turns) if (isTrue(step(frame))) kept.push(turn);
    return new ArrayList(kept);
  },
  map: collected,
  transformList: collected,
  transformMap(turns, step, frame) {
    const entries: [Value, Value][] = [];
    for (const turn of turns) entries.push([turn, step(frame)]);
    return new LiteralMap(entries);
  },
  transformMapEntry(turns, step, frame) {
    const entries: [Value, Value][] = [];
    for (const _ of turns) {
      const entry = step(frame);
      if (!(entry instanceof CelMap)) throw noSuchOverload();
      for (const key of entry.keys()) entries.push([key, entry.get(key) ?? null]);
    }
    return new LiteralMap(entries);
  },
};

function collected(turns: Iterable<Value>, step: Evaluate, frame: Frame): Value {
  const results: Value[] = [];
  for (const _ of turns) results.push(step(frame));
  return new ArrayList(results);
}

/** One turn that decides is enough, whatever failed in others. */
function quantified(turns: Iterable<Value>, step: Evaluate, frame: Frame, deciding: boolean): Value {
  let failure: CelError | undefined;
  for (const _ of turns) {
    try {
      if (isTrue(step(frame)) === deciding) return deciding;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failure ??= error;
    }
  }
  if (failure) throw failure;
  return !deciding;
}
