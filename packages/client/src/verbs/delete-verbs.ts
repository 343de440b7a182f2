import type { ObjectMeta, ObjectRef, ResourceType } from '@capstan/schema';
import type { DeleteOptions, ListOptions } from '../client.ts';
import { isStatus } from '../transport/answer-error.ts';
import { decodeJson } from './decode.ts';
import { labelSelector, queryOf } from './query.ts';
import { isMissingObject } from './read-verbs.ts';
import { creationPath, objectPath } from './resource-path.ts';
import { callRequest, json, type RequestParts, type Session } from './session.ts';

/** The object while something still holds it; `undefined` when it is gone. */
export async function deleteObject(
  session: Session,
  resource: ResourceType,
  ref: ObjectRef,
  options: DeleteOptions,
): Promise<unknown> {
  const target = { verb: 'delete', resource, name: ref.name, namespace: ref.namespace };
  // Without a uid, a second attempt might delete an object that was created in between.
  const repeatable = options.preconditions?.uid !== undefined;
  const parts: RequestParts = { method: 'DELETE', path: objectPath(resource, ref), target, repeatable, ...deleteBody(options) };
  const request = callRequest(session, parts, options);
  try {
    const answer = decodeJson(await session.transport.call(request), request);
    return isHeld(answer) ? answer : undefined;
  } catch (error) {
    if (isMissingObject(error)) return undefined;
    throw error;
  }
}

export async function deleteAll(session: Session, resource: ResourceType, options: ListOptions & DeleteOptions): Promise<void> {
  const query = queryOf({ labelSelector: labelSelector(options.labels), fieldSelector: options.fields });
  const path = creationPath(resource, options.namespace) + query;
  const target = { verb: 'deletecollection', resource, namespace: options.namespace };
  const parts: RequestParts = { method: 'DELETE', path, target, repeatable: false, ...deleteBody(options) };
  await session.transport.call(callRequest(session, parts, options));
}

function deleteBody(options: DeleteOptions): Pick<RequestParts, 'body' | 'contentType'> {
  const { propagation, gracePeriodSeconds, preconditions, dryRun } = options;
  if (propagation === undefined && gracePeriodSeconds === undefined && !preconditions && !dryRun) return {};
  const body = JSON.stringify({
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: propagation,
    gracePeriodSeconds,
    preconditions,
    dryRun: dryRun ? ['All'] : undefined,
  });
  return { body, contentType: json };
}

/** Some kinds are answered with the object even when it is gone: only a deletion that waits for something leaves it there. */
function isHeld(answer: unknown): boolean {
  if (isStatus(answer)) return false;
  // A successful deletion is answered with a Status or an object of the API.
  const { metadata, spec } = answer as {
    readonly metadata: Partial<ObjectMeta>;
    readonly spec?: { readonly finalizers?: readonly string[] };
  };
  if (metadata.deletionTimestamp === undefined) return false;
  const finalizers = (metadata.finalizers?.length ?? 0) + (spec?.finalizers?.length ?? 0);
  return finalizers > 0 || (metadata.deletionGracePeriodSeconds ?? 0) > 0;
}
