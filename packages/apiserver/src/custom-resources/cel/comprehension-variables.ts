import type { Comprehension } from './syntax.ts';
import { type CelType, dyn, int, isDyn, printType } from './types.ts';

/** Types of a macro's variables. `issue` is told of a range that is none, and answers the type to go on with. */
export function variableTypes(
  range: CelType,
  { kind, variables, range: { at } }: Comprehension,
  issue: (at: number, message: string) => CelType,
): readonly CelType[] {
  if (isDyn(range)) return [dyn, dyn];
  const [first = dyn, second = dyn] = range.params;
  if (kind === 'optMap' || kind === 'optFlatMap') {
    if (range.name === 'optional_type') return [first];
    return [issue(at, `expected type 'optional_type(dyn)' but found '${printType(range)}'`)];
  }
  if (range.name === 'list') return variables.length === 2 ? [int, first] : [first];
  if (range.name === 'map') return variables.length === 2 ? [first, second] : [first];
  const unknown = issue(
    at,
    `expression of type '${printType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
  );
  return [unknown, unknown];
}
