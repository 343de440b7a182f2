import jsonPatch from 'fast-json-patch';
import { CapiError } from '../capi-error.ts';
import type { HookObject } from '../hooks/hook-objects.ts';
import type { WirePatch } from '../hooks/hook-responses.ts';
import { mergePatchOf } from './merge-patch.ts';
import type { Draft } from './template-draft.ts';

export interface WirePatchOptions {
  /** How patches are written. A merge patch replaces lists whole. Default: `'JSONPatch'`. */
  readonly patchType?: WirePatch['patchType'];
}

/**
 * The patch that makes an object what its draft has become; `undefined` when it has stayed the same. Throws `InvalidValue` for
 * changes outside of the field that Cluster API takes over: it would drop them without a word.
 */
export function wirePatch(
  before: HookObject,
  after: Draft,
  field: string,
  { patchType = 'JSONPatch' }: WirePatchOptions,
): WirePatch | undefined {
  const operations = jsonPatch.compare(before, after);
  if (operations.length === 0) return undefined;
  const inside = `/${field.replaceAll('.', '/')}/`;
  const outside = operations.find(({ path }) => !path.startsWith(inside));
  if (outside) throw outsideOf(before, field, outside.path);
  const patch = patchType === 'JSONPatch' ? operations : mergePatchOf(before, after);
  return { patchType, patch: Buffer.from(JSON.stringify(patch)).toString('base64') };
}

function outsideOf({ kind }: HookObject, field: string, path: string): CapiError {
  return new CapiError(`a patch of ${kind} changes ${path}, and Cluster API takes changes of ${field} only`, {
    code: 'InvalidValue',
    hint: `Change what is below ${field}.`,
  });
}
