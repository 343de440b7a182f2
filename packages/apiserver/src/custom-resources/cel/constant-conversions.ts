import { celEnvironment } from './cel-environment.ts';
import type { Expression } from './syntax.ts';
import { CelError } from './values.ts';

const conversions = new Set(['int', 'uint', 'double', 'bool', 'string', 'bytes', 'timestamp', 'duration']);
const free = { charge: () => undefined };

/** Why the conversion of a literal can only fail; `undefined` when all of an expression can be done. */
export function impossibleConversion(expression: Expression): string | undefined {
  if (expression.node === 'call' && !expression.target && conversions.has(expression.name)) {
    const [argument] = expression.args;
    if (argument?.node === 'literal')
      return failureOf(() => celEnvironment.functions.get(expression.name)?.call([argument.value], free));
  }
  for (const child of childrenOf(expression)) {
    const found = impossibleConversion(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function failureOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CelError) return error.message;
    throw error;
  }
}

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.node) {
    case 'literal':
    case 'identifier':
    case 'message':
      return [];
    case 'select':
      return [expression.operand];
    case 'call':
      return [...(expression.target ? [expression.target] : []), ...expression.args];
    case 'list':
      return expression.items.map(({ value }) => value);
    case 'map':
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case 'comprehension':
      return [expression.range, ...(expression.filter ? [expression.filter] : []), expression.step];
    default: {
      const unreachable: never = expression;
      return unreachable;
    }
  }
}
