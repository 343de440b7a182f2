import { compileComprehension } from './compile-comprehension.ts';
import type { CelFunction, Meter } from './function-table.ts';
import { operators } from './operators.ts';
import { dottedName, qualifiedFunction } from './qualified-name.ts';
import type { Expression } from './syntax.ts';
import { ArrayList, CelError, CelMap, LiteralMap, noSuchOverload, Optional, TypeValue, type Value } from './values.ts';

/** One evaluation: what variables are, and what it may cost. */
export interface Frame extends Meter {
  readonly slots: Value[];
}

export type Evaluate = (frame: Frame) => Value;

export interface CompileScope {
  readonly functions: ReadonlyMap<string, CelFunction>;
  readonly typeNames: ReadonlyMap<string, unknown>;
  /** Where each variable is kept. */
  readonly variables: ReadonlyMap<string, number>;
}

type Of<N extends Expression['node']> = Extract<Expression, { node: N }>;

/** Turns a checked expression into a function that evaluates it. */
export function compile(expression: Expression, scope: CompileScope): Evaluate {
  switch (expression.node) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'identifier':
      return identifier(expression, scope);
    case 'select':
      return select(expression, scope);
    case 'call':
      return call(expression, scope);
    case 'list':
      return list(expression, scope);
    case 'map':
      return map(expression, scope);
    case 'message':
      return () => new LiteralMap([]);
    case 'comprehension':
      return compileComprehension(expression, scope);
    default: {
      const unreachable: never = expression;
      return unreachable;
    }
  }
}

function identifier({ name }: Of<'identifier'>, { variables }: CompileScope): Evaluate {
  const slot = variables.get(name);
  if (slot === undefined) {
    const type = new TypeValue(name);
    return () => type;
  }
  return (frame) => {
    frame.charge(1);
    return frame.slots[slot] ?? null;
  };
}

function select(expression: Of<'select'>, scope: CompileScope): Evaluate {
  const { operand, field, test, optional } = expression;
  const dotted = dottedName(expression);
  if (dotted !== undefined && scope.typeNames.has(dotted)) {
    const type = new TypeValue(dotted);
    return () => type;
  }
  const evaluate = compile(operand, scope);
  return (frame) => {
    const outer = evaluate(frame);
    frame.charge(1);
    const isOptional = outer instanceof Optional;
    const container = isOptional ? outer.content : outer;
    const found = container === undefined ? undefined : fieldOf(container, field);
    if (test) return found !== undefined;
    if (isOptional || optional) return found === undefined ? Optional.none : new Optional(found);
    if (found === undefined) throw new CelError(`no such key: ${field}`);
    return found;
  };
}

function fieldOf(container: Value, field: string): Value | undefined {
  if (container instanceof CelMap) return container.get(field);
  throw noSuchOverload();
}

function call(expression: Of<'call'>, scope: CompileScope): Evaluate {
  const { name, target, args } = expression;
  const operator = operators.get(name);
  if (operator && !target) return operator(args.map((arg) => compile(arg, scope)));
  const qualified = qualifiedFunction(expression, scope.functions, (known) => scope.variables.has(known));
  const found = qualified ?? scope.functions.get(name);
  if (!found) throw new Error(`unchecked function ${name}`);
  const inputs = [...(target && !qualified ? [target] : []), ...args].map((arg) => compile(arg, scope));
  return (frame) => {
    const values = inputs.map((input) => input(frame));
    frame.charge(1);
    return found.call(values, frame);
  };
}

function list({ items }: Of<'list'>, scope: CompileScope): Evaluate {
  const parts = items.map(({ value, optional }) => ({ evaluate: compile(value, scope), optional }));
  return (frame) => {
    frame.charge(1 + parts.length);
    const values: Value[] = [];
    for (const { evaluate, optional } of parts) {
      const value = evaluate(frame);
      if (!optional) values.push(value);
      else if (value instanceof Optional && value.content !== undefined) values.push(value.content);
    }
    return new ArrayList(values);
  };
}

function map({ entries }: Of<'map'>, scope: CompileScope): Evaluate {
  const parts = entries.map(({ key, value, optional }) => ({ key: compile(key, scope), value: compile(value, scope), optional }));
  return (frame) => {
    frame.charge(1 + parts.length);
    const pairs: [Value, Value][] = [];
    for (const { key, value, optional } of parts) {
      const evaluated = value(frame);
      if (!optional) pairs.push([key(frame), evaluated]);
      else if (evaluated instanceof Optional && evaluated.content !== undefined) pairs.push([key(frame), evaluated.content]);
    }
    return new LiteralMap(pairs);
  };
}
