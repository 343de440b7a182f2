import type { Duration } from '@capstan/schema';

/** What a reconcile says about the next one. */
export type Outcome =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'requeue'; readonly after: Duration; readonly reason: string };

/** Nothing to do until something changes. */
export function done(): Outcome {
  return { outcome: 'done' };
}

/** Looks again after a while; `reason` appears in logs and metrics. */
export function requeue(options: { readonly after: Duration; readonly reason: string }): Outcome {
  return { outcome: 'requeue', ...options };
}
