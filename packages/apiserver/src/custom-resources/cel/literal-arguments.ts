import { compilePattern } from '../patterns.ts';
import type { Expression } from './syntax.ts';
import { parseDuration, parseTimestamp } from './time-values.ts';

type Call = Extract<Expression, { node: 'call' }>;

/** Literals that can be seen to be wrong without evaluating anything. */
const checks: Readonly<Record<string, (text: string) => unknown>> = {
  matches: compilePattern,
  duration: parseDuration,
  timestamp: parseTimestamp,
};

/** What is wrong with the literal argument of a call. */
export function literalIssue(name: string, { args }: Call): { readonly at: number; readonly message: string } | undefined {
  const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
  const argument = args.at(-1);
  if (!check || argument?.node !== 'literal' || typeof argument.value !== 'string') return undefined;
  try {
    check(argument.value);
    return undefined;
  } catch {
    return { at: argument.at, message: `invalid ${name} argument` };
  }
}
