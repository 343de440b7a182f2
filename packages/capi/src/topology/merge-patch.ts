import { deepEqual, isJsonObject } from '@capstan/schema';

/** The merge patch (RFC 7386) that makes `after` of `before`; lists are replaced whole. `undefined` when they are equal. */
export function mergePatchOf(before: unknown, after: unknown): unknown {
  if (!isJsonObject(before) || !isJsonObject(after)) return deepEqual(before, after) ? undefined : after;
  const removed = Object.keys(before).filter((key) => own(before, key) !== undefined && own(after, key) === undefined);
  const changed = Object.keys(after)
    .map((key) => [key, mergePatchOf(own(before, key), after[key])] as const)
    .filter(([, change]) => change !== undefined);
  if (removed.length + changed.length === 0) return undefined;
  return Object.fromEntries([...removed.map((key) => [key, null] as const), ...changed]);
}

/** A field may be named as what every object inherits: `toString`. */
function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
