import { notFound, StatusError } from '../errors/status-error.ts';
import { readBody } from '../request/read-body.ts';
import { readWriteOptions } from '../request/write-options.ts';
import { answerObject } from './answer.ts';
import { applyConfigurationOf, applyRequest } from './apply-handler.ts';
import type { HandlerContext, ResourceRequest } from './handler-context.ts';
import { preparePatch } from './patch-change.ts';
import { namespaceOf, targetOf, writeContextOf } from './write-request.ts';

const jsonPatch = 'application/json-patch+json';
const mergePatch = 'application/merge-patch+json';
const strategicPatch = 'application/strategic-merge-patch+json';
const applyPatch = 'application/apply-patch+yaml';

export type PatchType = typeof jsonPatch | typeof mergePatch | typeof strategicPatch;

/** PATCH of an object, or of a part of it. */
export async function patchHandler(request: ResourceRequest, context: HandlerContext): Promise<void> {
  const { incoming, query } = request;
  const type = patchTypeOf(request);
  const body = await readBody(incoming);
  const options = readWriteOptions(
    query,
    'PatchOptions',
    incoming.headers['user-agent'],
    type === applyPatch ? 'apply' : 'other',
  );
  const write = { ...writeContextOf(request, options), force: options.force };
  if (type === applyPatch) {
    const { object, created } = await applyRequest(request, await applyConfigurationOf(body, request, write), write, context);
    return answerObject(request, created ? 201 : 200, object);
  }
  const { kind, info } = request;
  const exists = context.store.get({ resource: kind.storeResource, namespace: namespaceOf(request), name: info.name });
  if (!exists) throw notFound(kind, info.name);
  const change = await preparePatch(type, body, request, write);
  return answerObject(request, 200, await context.verbs.update(targetOf(request), change, write));
}

export function patchTypeOf({ incoming, kind }: ResourceRequest): PatchType | typeof applyPatch {
  const type = incoming.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  const accepted = kind.custom ? [jsonPatch, mergePatch, applyPatch] : [jsonPatch, mergePatch, strategicPatch, applyPatch];
  if (accepted.some((one) => one === type)) return type as PatchType; // one of the accepted
  if (type !== strategicPatch) throw new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  const text = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  throw new StatusError(415, 'UnsupportedMediaType', text);
}
