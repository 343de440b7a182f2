import { invalidError, isJsonObject } from '@capstan/schema';
import { clean, report, unknownField } from '../encoding/decode-object.ts';
import { hasDuplicateKeys, jsonKeys } from '../encoding/json-keys.ts';
import { JsonSyntaxError, parseJson } from '../encoding/parse-json.ts';
import { badRequest, invalid, StatusError } from '../errors/status-error.ts';
import { goFormat } from '../patches/go-format.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import type { WriteContext } from '../verbs/object-verbs.ts';
import type { Change } from '../verbs/update-object.ts';
import type { ResourceRequest } from './handler-context.ts';
import type { PatchType } from './patch-handler.ts';
import { checkNames } from './write-request.ts';

/** Makes of a patch what it does to the live object. Throws 400 for a patch that does not parse. */
export async function preparePatch(
  type: PatchType,
  body: Buffer,
  request: ResourceRequest,
  write: WriteContext,
): Promise<Change> {
  const patch = parsePatch(body);
  const apply = await applierOf(type, patch, request);
  const duplicates = repeatedKeys(body, patch, type);
  return (live) => {
    const patched = apply(live);
    if (!isJsonObject(patched)) throw badRequest('the patched object is not an object');
    const printed = type === 'application/strategic-merge-patch+json' ? goFormat(patch) : printedObject(patched);
    const refuse = (message: string) => wrongPatch(printed, message);
    checkType(patched, live, refuse);
    const object = patched as MutableObject; // metadata is seen to by `clean`
    const unknown = cleaned(object, request, refuse);
    report([...duplicates, ...unknown.map(unknownField)], write, (message) => refuse(`strict decoding error: ${message}`));
    checkNames(object, request);
    return object;
  };
}

async function applierOf(type: PatchType, patch: unknown, { version }: ResourceRequest): Promise<(live: unknown) => unknown> {
  switch (type) {
    case 'application/json-patch+json': {
      const { applyJsonPatch } = await import('../patches/json-patch.ts');
      return (live) => applyJsonPatch(live, patch);
    }
    case 'application/merge-patch+json': {
      const { applyMergePatch } = await import('../patches/merge-patch.ts');
      return (live) => applyMergePatch(live, patch);
    }
    case 'application/strategic-merge-patch+json': {
      const { applyStrategicPatch } = await import('../patches/strategic-patch.ts');
      return (live) => applyStrategicPatch(live, patch, version.schema);
    }
    default:
      throw new Error(`unknown patch type ${String(type satisfies never)}`);
  }
}

function parsePatch(body: Buffer): unknown {
  try {
    return parseJson(body);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw badRequest(`error decoding patch: ${error.message}`);
  }
}

function repeatedKeys(body: Buffer, patch: unknown, type: PatchType): readonly string[] {
  if (type === 'application/json-patch+json' || !hasDuplicateKeys(body, patch)) return [];
  const repeated = jsonKeys(body.toString()).filter(({ duplicate }) => duplicate);
  return repeated.map(({ path }) => `duplicate field "${path}"`);
}

/** What kube-apiserver says where a patch makes something that is not an object of its kind. */
const wrongPatch = (printed: string, why: string) => invalid({ group: '', kind: '' }, '', [invalidError('patch', printed, why)]);

function printedObject(object: Record<string, unknown>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

function checkType(patched: Record<string, unknown>, live: MutableObject, refuse: (message: string) => Error): void {
  const { kind, apiVersion } = patched;
  if (kind === live.kind && apiVersion === live.apiVersion) return;
  throw refuse(
    `no kind "${String(kind ?? '')}" is registered for version "${String(apiVersion ?? '')}" in scheme "pkg/runtime/scheme.go:111"`,
  );
}

/** The words of a wrong type are those of a body, but the answer is a 422. */
function cleaned(object: MutableObject, request: ResourceRequest, refuse: (message: string) => Error): readonly string[] {
  try {
    return clean(object, request);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    throw refuse(error.message.replace(/^.*? cannot be handled as a \S+: /, ''));
  }
}
