import type { ReadinessReport } from '../api/readiness-report.ts';
import type { CaseResult } from '../api/run-fields.ts';

export interface Difference {
  readonly case: string;
  readonly left: CaseResult['status'] | undefined;
  readonly right: CaseResult['status'] | undefined;
}

/** What needs attention in one report and not, or differently, in the other; `undefined` where a case is not listed. */
export function compareReports(left: ReadinessReport, right: ReadinessReport): readonly Difference[] {
  const of = (report: ReadinessReport) =>
    new Map(
      (report.status?.run?.cases ?? []).map((one) => [[one.source, one.node, one.name].filter(Boolean).join(' '), one.status]),
    );
  const [before, after] = [of(left), of(right)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted()
    .map((name) => ({ case: name, left: before.get(name), right: after.get(name) }))
    .filter((difference) => difference.left !== difference.right);
}
