import { goDurationMs } from './go-duration.ts';

/** Callers say the same few things over and over. */
const known = new Map<string, number | undefined>();
const mostKnown = 100;

/** Milliseconds of `?timeout=` in a query; `undefined` where that says nothing. */
export function callerTimeoutMs(query: string): number | undefined {
  if (known.has(query)) return known.get(query);
  const timeout = new URLSearchParams(query).get('timeout');
  const ms = timeout === null ? undefined : goDurationMs(timeout);
  if (known.size >= mostKnown) known.clear();
  known.set(query, ms);
  return ms;
}
