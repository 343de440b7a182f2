import { isJsonObject } from '@capstan/schema';

/** A value with a JSON Merge Patch (RFC 7396) applied; the value itself is left alone. */
export function applyMergePatch(value: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const result: Record<string, unknown> = isJsonObject(value) ? { ...value } : {};
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete result[key];
    else result[key] = applyMergePatch(result[key], change);
  }
  return result;
}
