import { notFound } from '../errors/status-error.ts';
import { answerObject } from './answer.ts';
import type { HandlerContext, ResourceRequest } from './handler-context.ts';
import { namespaceOf } from './write-request.ts';

/** GET of one object. */
export function getObject(request: ResourceRequest, { store }: HandlerContext): Promise<void> {
  const { kind, info } = request;
  const stored = store.get({ resource: kind.storeResource, namespace: namespaceOf(request), name: info.name });
  if (!stored) throw notFound(kind, info.name);
  return answerObject(request, 200, stored);
}
