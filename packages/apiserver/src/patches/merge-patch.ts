import { cloneJson, isJsonObject } from '@capstan/schema';
import { badRequest } from '../errors/status-error.ts';
import { jsonKind } from './go-format.ts';

/** Applies a JSON merge patch (RFC 7386): objects are merged, null deletes, anything else replaces. Neither input is changed. */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (patch === null) throw badRequest('Invalid JSON Patch');
  if (!isJsonObject(patch)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`,
    );
  }
  return merge(cloneJson(document), patch);
}

/** Merges into the target, which is the caller's own. */
function merge(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return cloneJson(patch);
  const merged = isJsonObject(target) ? target : {};
  for (const key in patch) {
    const value = patch[key];
    if (value === null) delete merged[key];
    // A member named `__proto__` is never merged: it would change the object, not add to it.
    else if (key !== '__proto__') merged[key] = merge(Object.hasOwn(merged, key) ? merged[key] : undefined, value);
  }
  return merged;
}
