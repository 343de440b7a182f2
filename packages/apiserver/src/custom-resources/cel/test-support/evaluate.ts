import { compileProgram } from '../cel-program.ts';
import type { Value } from '../values.ts';

/** The value of an expression without variables. */
export const evaluate = (source: string): Value => compileProgram(source, {}).run([], { left: 1_000_000 });
