import type { CelFunction } from './function-table.ts';
import { type CelType, dyn, printType, Substitution } from './types.ts';

export type CallForm = 'function' | 'method';

/** The type of a call; `undefined` when no signature fits. Where several fit and differ, it is known only when evaluated. */
export function callType(
  { overloads }: CelFunction,
  types: readonly CelType[],
  form: CallForm,
  fresh: () => CelType,
): CelType | undefined {
  const results: CelType[] = [];
  for (const { member, params, result } of overloads) {
    if (member !== (form === 'method') || params.length !== types.length) continue;
    const substitution = new Substitution();
    const renamed = renamer(fresh);
    if (params.every((param, index) => substitution.fits(renamed(param), types[index] ?? dyn))) {
      results.push(substitution.apply(renamed(result)));
    }
  }
  const [first, ...others] = results;
  return first && (others.every((other) => printType(other) === printType(first)) ? first : dyn);
}

/** Type variables of a signature are its own, each time it is used. */
function renamer(fresh: () => CelType): (type: CelType) => CelType {
  const names = new Map<string, CelType>();
  const rename = (type: CelType): CelType => {
    if (!type.isVariable) return type.params.length === 0 ? type : { ...type, params: type.params.map(rename) };
    const known = names.get(type.name) ?? fresh();
    names.set(type.name, known);
    return known;
  };
  return rename;
}

/** That no signature fits, in the words of CEL. */
export function noOverload(name: string, types: readonly CelType[], form: CallForm): string {
  const [target, ...args] = types.map(printType);
  const applied = form === 'method' ? `${target ?? ''}.(${args.join(', ')})` : `(${types.map(printType).join(', ')})`;
  return `found no matching overload for '${name}' applied to '${applied}'`;
}
