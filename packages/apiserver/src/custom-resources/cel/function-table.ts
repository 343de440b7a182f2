import { type CelType, parseType, splitTypes } from './types.ts';
import type { Value } from './values.ts';

/** Counts what an evaluation costs, so that none can take for ever. */
export interface Meter {
  /** Throws when the budget is used up. */
  charge(cost: number): void;
}

export type Implementation = (args: readonly Value[], meter: Meter) => Value;

interface Overload {
  readonly member: boolean;
  readonly params: readonly CelType[];
  readonly result: CelType;
}

/** A function by name: all its signatures share one implementation, which looks at what it is given. */
export interface CelFunction {
  readonly name: string;
  readonly overloads: readonly Overload[];
  readonly call: Implementation;
}

/**
 * Declares a function. Signatures are `(string, int): bool`, or `string.(string): bool` for methods, whose receiver is the
 * first argument.
 */
export const fn = (name: string, signatures: readonly string[], call: Implementation): CelFunction => ({
  name,
  overloads: signatures.map(parseSignature),
  call,
});

function parseSignature(signature: string): Overload {
  const [, receiver, args = '', result = 'dyn'] =
    /^(.*?)\.?\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\): (.+)$/.exec(signature) ?? [];
  const params = splitTypes(args).map(parseType);
  const target = receiver ? [parseType(receiver)] : [];
  return { member: target.length > 0, params: [...target, ...params], result: parseType(result) };
}
