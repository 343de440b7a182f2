import type { UndecidedReason } from '../api/readiness-report.ts';
import type { CaseResult } from '../api/run-fields.ts';

export type { CaseResult };

/** Why nothing can be said about a source, or about a part of it. */
export interface Problem {
  readonly reason: UndecidedReason;
  readonly message: string;
}

/** What one plugin, job or probe brought. */
export interface SourceOutcome {
  readonly name: string;
  readonly kind: 'Plugin' | 'Job' | 'Probe';
  readonly cases: readonly CaseResult[];
  readonly problems: readonly Problem[];
}

/** Cases of one file, and what is wrong with it. */
export interface ParsedFile {
  readonly cases: readonly ParsedCase[];
  readonly problems: readonly Problem[];
}

export interface ParsedCase {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped' | 'unknown';
  readonly message?: string;
}
