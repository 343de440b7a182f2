import { celEnvironment } from './cel-environment.ts';
import { checkExpression } from './checker.ts';
import { compile, type Evaluate, type Frame } from './compile.ts';
import { impossibleConversion } from './constant-conversions.ts';
import { parseExpression } from './parser.ts';
import { CelSourceError } from './source-error.ts';
import { type CelType, printType } from './types.ts';
import type { Value } from './values.ts';

/** What one evaluation may cost. A step costs about one, so this takes some tens of milliseconds at most. */
const evaluationBudget = 1_000_000;

/** An expression used up its budget. It is no `CelError`: nothing in the expression can make up for it. */
export class CostError extends Error {
  override readonly name = 'CostError';
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

/** A checked and compiled expression. */
export interface CelProgram {
  readonly type: string;
  readonly uses: (variable: string) => boolean;
  /** Evaluates it on values of the variables, in their order. Throws a `CelError` or a `CostError`. */
  run(values: readonly Value[], budget: Budget): Value;
}

/** What a validation may cost, all its rules together. */
export interface Budget {
  left: number;
}

/** A well-typed expression that can't be evaluated whatever it is given. */
export class CelConstantError extends Error {
  override readonly name = 'CelConstantError';
}

/** Compiles an expression. Throws a `CelSourceError` or a `CelConstantError`. */
export function compileProgram(source: string, variables: Readonly<Record<string, CelType>>): CelProgram {
  const { expression, type, used } = understand(source, variables);
  const impossible = impossibleConversion(expression);
  if (impossible !== undefined) throw new CelConstantError(`program instantiation failed: ${impossible}`);
  const slots = new Map(Object.keys(variables).map((name, index) => [name, index]));
  let evaluate: Evaluate | undefined;
  return {
    type: printType(type),
    uses: (variable) => used.has(variable),
    run(values, budget) {
      evaluate ??= compile(expression, { ...celEnvironment, variables: slots });
      const frame = new BudgetedFrame([...values], Math.min(evaluationBudget, budget.left));
      try {
        return evaluate(frame);
      } catch (error) {
        throw error instanceof RangeError ? new CostError() : error;
      } finally {
        budget.left -= frame.spent;
      }
    },
  };
}

const maxLength = 100_000;

function understand(source: string, variables: Readonly<Record<string, CelType>>) {
  if (source.length > maxLength) {
    const message = `expression code point size exceeds limit: size: ${source.length}, limit ${maxLength}`;
    throw new CelSourceError('', [{ at: 0, message }]);
  }
  try {
    const expression = parseExpression(source);
    return { expression, ...checkExpression(source, expression, variables, celEnvironment) };
  } catch (error) {
    // The stack is as deep as the expression.
    if (error instanceof RangeError) throw new CelSourceError('', [{ at: 0, message: 'expression is nested too deeply' }]);
    throw error;
  }
}

class BudgetedFrame implements Frame {
  readonly slots: Value[];
  readonly #budget: number;
  spent = 0;

  constructor(slots: Value[], budget: number) {
    this.slots = slots;
    this.#budget = budget;
  }

  charge(cost: number): void {
    this.spent += cost;
    if (this.spent > this.#budget) throw new CostError();
  }
}
