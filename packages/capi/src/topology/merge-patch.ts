import { deepEqual, isJsonObject } from '@capstan/schema';

/** The merge patch (RFC 7386) that makes `after` of `before`; lists are replaced whole. `undefined` when they are equal. */
export function mergePatchOf(before: unknown, after: unknown): unknown {
  if (!isJsonObject(before) || !isJsonObject(after)) return deepEqual(before, after) ? undefined : after;
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(before)) if (after[key] === undefined && before[key] !== undefined) patch[key] = null;
  for (const key of Object.keys(after)) {
    const change = mergePatchOf(before[key], after[key]);
    if (change !== undefined) patch[key] = change;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}
