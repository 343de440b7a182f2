import type { CelFunction } from './function-table.ts';
import type { Expression } from './syntax.ts';

type Call = Extract<Expression, { node: 'call' }>;

/** The function that `sets.contains(…)` names, where `sets` is no variable. */
export function qualifiedFunction(
  { target, name }: Call,
  functions: ReadonlyMap<string, CelFunction>,
  isVariable: (name: string) => boolean,
): CelFunction | undefined {
  if (target?.node !== 'identifier' || isVariable(target.name)) return undefined;
  return functions.get(`${target.name}.${name}`);
}
