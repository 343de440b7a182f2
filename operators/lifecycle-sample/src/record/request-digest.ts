import { createHash } from 'node:crypto';
import type { HookRequest } from '@capstan/capi';
import { stableStringify } from '@capstan/schema';

/** Differ from call to call, or from one writing of an object to the next, while the question stays the same. */
const passing = new Set(['uid', 'resourceVersion', 'managedFields']);

/** Tells whether two requests ask the same: keys in any order, uids and resource versions left out. */
export function requestDigest(request: HookRequest): string {
  const lasting = JSON.parse(JSON.stringify(request, (key, value: unknown) => (passing.has(key) ? undefined : value))) as unknown;
  return `sha256:${createHash('sha256').update(stableStringify(lasting)).digest('hex')}`;
}
