import type { HookObject, WirePatch } from '@capstan/capi';
import { cloneJson, isJsonObject } from '@capstan/schema';
import jsonPatch, { type Operation } from 'fast-json-patch';
import { applyMergePatch } from './merge-patch.ts';

/** Why a patch could not be applied. */
export type PatchProblem = 'encoding' | 'applies';

/** A patch of a response, applied, or what is wrong with it. */
export type Patched =
  | { readonly outcome: 'patched'; readonly object: HookObject }
  | { readonly outcome: 'refused'; readonly problem: PatchProblem; readonly message: string };

/** Applies a patch as Cluster API does: base64 of a JSON document, by its type. The object itself is left alone. */
export function applyWirePatch(object: HookObject, { patchType, patch }: WirePatch): Patched {
  const document = decodePatch(patch);
  if (document === undefined) return refuse('encoding', 'patch is not base64 of a JSON document');
  const kind: string = patchType;
  if (kind === 'JSONMergePatch') {
    if (!isJsonObject(document)) return refuse('encoding', 'a JSONMergePatch is an object');
    return { outcome: 'patched', object: applyMergePatch(object, document) as HookObject }; // an object stays one
  }
  if (kind !== 'JSONPatch') return refuse('encoding', `patchType "${kind}" is neither JSONPatch nor JSONMergePatch`);
  if (!isOperations(document)) return refuse('encoding', `a JSONPatch is a list of operations: ${operations.join(', ')}`);
  try {
    const { newDocument }: { readonly newDocument: unknown } = jsonPatch.applyPatch(cloneJson(object), document, true, false);
    if (!isJsonObject(newDocument)) return refuse('applies', 'the JSONPatch leaves no object');
    return { outcome: 'patched', object: newDocument as HookObject }; // an object stays one
  } catch (error) {
    const [reason = ''] = error instanceof Error ? error.message.split('\n') : [];
    return refuse('applies', `the JSONPatch does not apply: ${reason}`);
  }
}

/** The JSON document in a patch; undefined when there is none. */
export function decodePatch(patch: string): unknown {
  try {
    return JSON.parse(Buffer.from(patch, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}

const operations: readonly unknown[] = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

function isOperations(document: unknown): document is Operation[] {
  return Array.isArray(document) && document.every((item) => isJsonObject(item) && operations.includes(item['op']));
}

function refuse(problem: PatchProblem, message: string): Patched {
  return { outcome: 'refused', problem, message };
}

/** A payload with its patches as the documents they are, for people. */
export function readablePatches(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readablePatches);
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).map(([key, field]) => {
    const isPatch = key === 'patch' && 'patchType' in value && typeof field === 'string';
    return [key, isPatch ? (decodePatch(field) ?? field) : readablePatches(field)];
  });
  return Object.fromEntries(fields);
}
