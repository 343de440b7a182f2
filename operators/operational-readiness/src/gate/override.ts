import { overrideAnnotation } from '../api/names.ts';

/** Somebody's word that upgrades may pass without readiness. */
export interface Override {
  readonly by: string;
  readonly until: string;
  readonly why: string;
}

export type OverrideState =
  | { readonly state: 'none' }
  | { readonly state: 'valid'; readonly override: Override }
  | { readonly state: 'expired' | 'invalid'; readonly message: string };

const example = 'by=alice; until=2026-12-01T00:00:00Z; why=change 4711';

/** Reads the annotation of a Cluster that lets its upgrades pass: who, until when, and why. */
export function overrideOf(annotations: Readonly<Record<string, string>> | undefined, now: number): OverrideState {
  const text = annotations?.[overrideAnnotation];
  if (text === undefined) return { state: 'none' };
  const fields = new Map(
    text.split(';').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, Math.max(0, at)).trim(), part.slice(at + 1).trim()] as const;
    }),
  );
  const [by = '', until = '', why = ''] = ['by', 'until', 'why'].map((field) => fields.get(field));
  const missing = Object.entries({ by, until, why }).filter(([, value]) => value === '');
  if (missing.length > 0) {
    const names = missing.map(([name]) => name).join(', ');
    return { state: 'invalid', message: `the annotation ${overrideAnnotation} lacks ${names}; write "${example}"` };
  }
  const ends = Date.parse(until);
  if (Number.isNaN(ends)) {
    return { state: 'invalid', message: `the annotation ${overrideAnnotation} has no time in until; write "${example}"` };
  }
  if (ends <= now) return { state: 'expired', message: `the override of ${by} ended at ${until}` };
  return { state: 'valid', override: { by: by.slice(0, 253), until, why: why.slice(0, 512) } };
}
