import type { KnownFailure } from '../api/readiness-profile.ts';
import type { CaseResult } from '../api/run-fields.ts';

/** Marks failures somebody answers for, until they expire. `now` in milliseconds. */
export function withKnownFailures(
  cases: readonly CaseResult[],
  known: readonly KnownFailure[],
  now: number,
): readonly CaseResult[] {
  if (known.length === 0) return cases;
  return cases.map((one) => {
    if (one.status !== 'failed') return one;
    const matching = known.filter((entry) => concerns(entry, one));
    const valid = matching.find(({ expires }) => Date.parse(expires) > now);
    const note = valid
      ? `known, until ${valid.expires}, with ${valid.owner}: ${valid.why}`
      : matching[0] && `was known until ${matching[0].expires}, with ${matching[0].owner}`;
    if (note === undefined) return one;
    return { ...one, status: valid ? 'known' : 'failed', message: one.message ? `${note}\n${one.message}` : note };
  });
}

function concerns(known: KnownFailure, { name, source }: CaseResult): boolean {
  if (known.plugin !== undefined && known.plugin !== source) return false;
  return known.name.endsWith('*') ? name.startsWith(known.name.slice(0, -1)) : name === known.name;
}
