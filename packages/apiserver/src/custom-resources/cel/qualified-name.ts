import type { CelFunction } from './function-table.ts';
import type { Expression } from './syntax.ts';

type Call = Extract<Expression, { node: 'call' }>;

/** `a.b.c`, where an expression is nothing but names. */
export function dottedName(expression: Expression): string | undefined {
  if (expression.node === 'identifier') return expression.name;
  if (expression.node !== 'select' || expression.test || expression.optional) return undefined;
  const outer = dottedName(expression.operand);
  return outer === undefined ? undefined : `${outer}.${expression.field}`;
}

/** The function that `sets.contains(…)` names, where `sets` is no variable. */
export function qualifiedFunction(
  { target, name }: Call,
  functions: ReadonlyMap<string, CelFunction>,
  isVariable: (name: string) => boolean,
): CelFunction | undefined {
  if (target?.node !== 'identifier' || isVariable(target.name)) return undefined;
  return functions.get(`${target.name}.${name}`);
}
