import { decodeObject } from '../encoding/decode-object.ts';
import { readBody } from '../request/read-body.ts';
import { readWriteOptions } from '../request/write-options.ts';
import { answerObject } from './answer.ts';
import type { HandlerContext, ResourceRequest } from './handler-context.ts';
import { checkNamespace, targetOf, writeContextOf } from './write-request.ts';

/** POST to a collection. */
export async function createHandler(request: ResourceRequest, { verbs, kinds }: HandlerContext): Promise<void> {
  const { incoming, kind, version, query } = request;
  const body = await readBody(incoming);
  const options = readWriteOptions(query, 'CreateOptions', incoming.headers['user-agent']);
  const context = writeContextOf(request, options);
  const object = await decodeObject(body, incoming.headers['content-type'], { kind, version, ...context }, kinds);
  checkNamespace(object.metadata, request);
  const stored = await verbs.create(targetOf(request, ''), object, context);
  await answerObject(request, 201, stored);
}
