import type { MetadataInput, ObjectRef, ResourceType } from '@capstan/schema';
import type { ApplyOptions, Patch, WriteOptions } from '../client.ts';
import { ClientError } from '../client-error.ts';
import { decodeJson, encodeObject } from './decode.ts';
import { queryOf } from './query.ts';
import { creationPath, objectPath } from './resource-path.ts';
import { callRequest, json, type RequestParts, type Session } from './session.ts';

const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;

/** JSON is YAML, and the server takes an apply only under this name. */
const applyType = 'application/apply-patch+yaml';

export async function createObject(
  session: Session,
  resource: ResourceType,
  object: unknown,
  options: WriteOptions,
): Promise<unknown> {
  const { name, namespace } = metadataOf(object);
  const { subresource } = options;
  const path =
    subresource === undefined
      ? creationPath(resource, namespace)
      : objectPath(resource, { name: name ?? '', namespace }, subresource);
  const target = { verb: 'create', resource, name, namespace, subresource };
  return send(
    session,
    { method: 'POST', path, target, repeatable: false, contentType: json, body: encodeObject(resource, object) },
    options,
  );
}

export async function replaceObject(
  session: Session,
  resource: ResourceType,
  object: unknown,
  options: WriteOptions,
): Promise<unknown> {
  const { name = '', namespace, resourceVersion } = metadataOf(object);
  const path = objectPath(resource, { name, namespace }, options.subresource);
  const target = { verb: 'update', resource, name, namespace, subresource: options.subresource };
  // With a version, a second attempt after the first went through is a conflict, not a second write.
  const repeatable = resourceVersion !== undefined && resourceVersion !== '';
  return send(
    session,
    { method: 'PUT', path, target, repeatable, contentType: json, body: encodeObject(resource, object) },
    options,
  );
}

export async function applyObject(
  session: Session,
  resource: ResourceType,
  object: unknown,
  options: ApplyOptions,
): Promise<unknown> {
  const { name = '', namespace } = metadataOf(object);
  const path = objectPath(resource, { name, namespace }, options.subresource);
  const target = { verb: 'patch', resource, name, namespace, subresource: options.subresource };
  requireFieldManager(session, resource, options);
  const body = escapedForYaml(encodeObject(resource, object));
  return send(session, { method: 'PATCH', path, target, repeatable: true, contentType: applyType, body }, options);
}

/**
 * The server reads what is applied as YAML, also where it is JSON, whose strings may hold characters that YAML refuses or takes
 * for a line break: they are written as escapes, which both know.
 */
const escapedForYaml = (text: string): string =>
  text.replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

export async function patchObject(
  session: Session,
  at: { readonly resource: ResourceType; readonly ref: ObjectRef; readonly patch: Patch },
  options: WriteOptions,
): Promise<unknown> {
  const { resource, ref, patch } = at;
  const path = objectPath(resource, ref, options.subresource);
  const target = { verb: 'patch', resource, name: ref.name, namespace: ref.namespace, subresource: options.subresource };
  const body = JSON.stringify(patch.type === 'json' ? patch.ops : patch.body);
  return send(session, { method: 'PATCH', path, target, repeatable: false, contentType: patchTypes[patch.type], body }, options);
}

export async function createSubresource(
  session: Session,
  at: { readonly resource: ResourceType; readonly ref: ObjectRef; readonly subresource: string; readonly body: unknown },
  options: WriteOptions,
): Promise<unknown> {
  const { resource, ref, subresource, body } = at;
  const target = { verb: 'create', resource, name: ref.name, namespace: ref.namespace, subresource };
  const path = objectPath(resource, ref, subresource);
  return send(
    session,
    { method: 'POST', path, target, repeatable: false, contentType: json, body: JSON.stringify(body) },
    options,
  );
}

async function send(session: Session, parts: RequestParts, options: ApplyOptions): Promise<unknown> {
  const query = queryOf({
    fieldManager: options.fieldManager ?? session.fieldManager,
    fieldValidation: options.fieldValidation ?? 'Strict',
    dryRun: options.dryRun ? 'All' : undefined,
    force: options.force ? true : undefined,
  });
  const request = callRequest(session, { ...parts, path: parts.path + query }, options);
  return decodeJson(await session.transport.call(request), request);
}

function requireFieldManager(session: Session, resource: ResourceType, options: WriteOptions): void {
  if (options.fieldManager ?? session.fieldManager) return;
  throw new ClientError(`apply of a ${resource.kind} needs a field manager`, {
    code: 'FieldManagerRequired',
    subject: { kind: resource.kind },
    hint: 'Name who owns the fields: fieldManager of the call, of createClient, or of client.with().',
  });
}

function metadataOf(object: unknown): MetadataInput {
  return (object as { readonly metadata?: MetadataInput }).metadata ?? {}; // the verbs' types ask for an object of the API
}
