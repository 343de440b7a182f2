/** What a rule found. A warning is what Cluster API accepts and users will regret. */
export type VerdictResult = 'pass' | 'fail' | 'warning' | 'skipped';

/** What became of one rule. */
export interface Verdict {
  /** Stays the same from version to version. */
  readonly rule: string;
  /** What the rule wants. */
  readonly title: string;
  readonly result: VerdictResult;
  /** What was found, where it is not as the rule wants; why it was skipped. */
  readonly detail: string;
  /** What to do about it; empty where there is nothing to do. */
  readonly hint: string;
}

export type Finding = Omit<Verdict, 'rule' | 'title'>;

export const passed: Finding = { result: 'pass', detail: '', hint: '' };

export function failed(detail: string, hint: string): Finding {
  return { result: 'fail', detail, hint };
}

export function skipped(detail: string): Finding {
  return { result: 'skipped', detail, hint: '' };
}

/** Passes when nothing was found, else fails with all of it. */
export function failedIf(found: readonly string[], hint: string): Finding {
  return found.length === 0 ? passed : failed(listed(found), hint);
}

/** As {@link failedIf}, for what Cluster API accepts. */
export function warnedIf(found: readonly string[], hint: string): Finding {
  return found.length === 0 ? passed : { result: 'warning', detail: listed(found), hint };
}

const shown = 5;

function listed(found: readonly string[]): string {
  const different = [...new Set(found)];
  const more = different.length - shown;
  return different.slice(0, shown).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
