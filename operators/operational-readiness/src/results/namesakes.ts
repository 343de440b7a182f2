import type { ParsedCase } from './case-result.ts';

/** A case, and the package or class that it is in. */
export interface PlacedCase {
  readonly place: string;
  readonly case: ParsedCase;
}

/** Cases with their names; those that share one are told apart by their places, for the one must not pass for the other. */
export function toldApart(cases: readonly PlacedCase[]): readonly ParsedCase[] {
  const byName = Map.groupBy(cases, (one) => one.case.name);
  return cases.map(({ place, case: one }) => {
    const places = new Set(byName.get(one.name)?.map((other) => other.place));
    return places.size > 1 && place !== '' ? { ...one, name: `${place} ${one.name}` } : one;
  });
}
