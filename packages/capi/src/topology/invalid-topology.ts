import { type Fail, fail } from '../hooks/answer.ts';

/** What is wrong with one field, as Kubernetes says it: `Invalid value: 3: must be odd`. */
export interface TopologyError {
  readonly field: string;
  readonly message: string;
}

/** More would drown the Cluster's condition. */
const mostErrors = 10;

/**
 * Refuses a topology, in ValidateTopology. The same errors give the same message, in whatever order they were found.
 *
 * @example
 * if (errors.length > 0) return invalidTopology(errors);
 */
export function invalidTopology(errors: readonly TopologyError[]): Fail {
  const lines = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))].sort();
  const more = lines.length - mostErrors;
  return fail(lines.slice(0, mostErrors).join('; ') + (more > 0 ? `; and ${more} more` : ''));
}
