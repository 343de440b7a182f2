import type { ObjectRef, ResourceType } from '@capstan/schema';
import { isApiError } from '../api-error.ts';
import type { ReadOptions } from '../client.ts';
import { decodeJson } from './decode.ts';
import { queryOf } from './query.ts';
import { objectPath } from './resource-path.ts';
import { callRequest, type Session } from './session.ts';

export async function getObject(
  session: Session,
  resource: ResourceType,
  ref: ObjectRef,
  options: ReadOptions,
): Promise<unknown> {
  const path = objectPath(resource, ref) + queryOf({ resourceVersion: options.resourceVersion });
  const target = { verb: 'get', resource, name: ref.name, namespace: ref.namespace };
  const request = callRequest(session, { method: 'GET', path, target, repeatable: true }, options);
  return decodeJson(await session.transport.call(request), request);
}

export async function findObject(
  session: Session,
  resource: ResourceType,
  ref: ObjectRef,
  options: ReadOptions,
): Promise<unknown> {
  try {
    return await getObject(session, resource, ref, options);
  } catch (error) {
    if (isMissingObject(error)) return undefined;
    throw error;
  }
}

/** Whether the object is not there; a kind that the server does not know is another matter, and stays an error. */
export function isMissingObject(error: unknown): boolean {
  return isApiError(error, 'NotFound') && error.status?.details?.name !== undefined;
}

/** A subresource: decoded when it is JSON, text otherwise. */
export async function getSubresource(
  session: Session,
  at: { readonly resource: ResourceType; readonly ref: ObjectRef; readonly subresource: string },
  options: ReadOptions,
): Promise<unknown> {
  const { resource, ref, subresource } = at;
  const path = objectPath(resource, ref, subresource) + queryOf({ resourceVersion: options.resourceVersion });
  const target = { verb: 'get', resource, name: ref.name, namespace: ref.namespace, subresource };
  const request = callRequest(
    session,
    { method: 'GET', path, target, repeatable: true, accept: 'application/json, */*' },
    options,
  );
  const answer = await session.transport.call(request);
  const isJson = String(answer.headers['content-type'] ?? '').startsWith('application/json');
  return isJson ? decodeJson(answer, request) : answer.body.toString('utf8');
}
