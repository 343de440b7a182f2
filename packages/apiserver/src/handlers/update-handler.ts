import { decodeObject } from '../encoding/decode-object.ts';
import { StatusError } from '../errors/status-error.ts';
import { readBody } from '../request/read-body.ts';
import { readWriteOptions } from '../request/write-options.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import { strategyOf } from '../resources/strategies/strategies.ts';
import { answerObject } from './answer.ts';
import { authorizeCreation } from './authorize-creation.ts';
import type { HandlerContext, ResourceRequest } from './handler-context.ts';
import { checkNames, namespaceOf, targetOf, writeContextOf } from './write-request.ts';

/** PUT of an object, or of its status. */
export async function updateHandler(request: ResourceRequest, context: HandlerContext): Promise<void> {
  const { incoming, kind, version, query, info } = request;
  const { verbs, store } = context;
  const body = await readBody(incoming);
  const options = readWriteOptions(query, 'UpdateOptions', incoming.headers['user-agent']);
  const write = writeContextOf(request, options);
  const object = await decodeObject(body, incoming.headers['content-type'], { kind, version, ...write }, context.kinds);
  checkNames(object, request);
  checkRevision(object);
  const key = { resource: kind.storeResource, namespace: namespaceOf(request), name: info.name };
  if (info.subresource === '' && strategyOf(kind).createdByUpdate && !store.get(key)) {
    authorizeCreation(request, context);
    return answerObject(request, 201, await verbs.create(targetOf(request, ''), object, write));
  }
  return answerObject(request, 200, await verbs.update(targetOf(request), () => replacement(object), write));
}

/** A copy, since a conflict makes the update start again. */
const replacement = (object: MutableObject): MutableObject => structuredClone(object);

export function checkRevision({ metadata: { resourceVersion } }: MutableObject): void {
  if (!resourceVersion || /^\d+$/.test(resourceVersion)) return;
  throw new StatusError(500, undefined, `strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`);
}
