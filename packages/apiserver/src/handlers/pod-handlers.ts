import { isJsonObject, requiredError, type Status } from '@capstan/schema';
import { decodeObject } from '../encoding/decode-object.ts';
import { conflict, invalid } from '../errors/status-error.ts';
import { readDeletionOptions } from '../request/deletion-options.ts';
import { readBody } from '../request/read-body.ts';
import { readWriteOptions } from '../request/write-options.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import { virtualKind } from '../resources/virtual-kind.ts';
import { answerJson } from './answer.ts';
import type { HandlerContext, ResourceRequest } from './handler-context.ts';
import { targetOf, writeContextOf } from './write-request.ts';

const success: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };

/** POST of `pods/x/binding`: puts the Pod on a Node. */
export async function bindingHandler(request: ResourceRequest, { verbs, kinds }: HandlerContext): Promise<void> {
  const { object: binding, write } = await readPart(request, virtualKind('', 'v1', 'Binding'), kinds);
  const target = isJsonObject(binding['target']) ? binding['target'] : {};
  const node = target['name'];
  if (typeof node !== 'string' || node === '') {
    throw invalid({ group: '', kind: 'Binding' }, request.info.name, [requiredError('target.name')]);
  }
  await verbs.update(targetOf(request), (pod) => bound(pod, node, request), write);
  answerJson(request, 201, { ...success, code: 201 });
}

function bound(pod: MutableObject, node: string, { kind, info }: ResourceRequest): MutableObject {
  const spec = isJsonObject(pod['spec']) ? pod['spec'] : {};
  if (spec['nodeName'])
    throw conflict(kind, info.name, `pod ${info.name} is already assigned to node ${JSON.stringify(spec['nodeName'])}`);
  const status = isJsonObject(pod['status']) ? pod['status'] : {};
  const conditions = Array.isArray(status['conditions'])
    ? status['conditions'].filter(({ type }) => type !== 'PodScheduled')
    : [];
  return {
    ...pod,
    spec: { ...spec, nodeName: node },
    status: { ...status, conditions: [...conditions, { type: 'PodScheduled', status: 'True' }] },
  };
}

/** POST of `pods/x/eviction`: deletes the Pod. */
export async function evictionHandler(request: ResourceRequest, { verbs, kinds }: HandlerContext): Promise<void> {
  const { object: eviction, write } = await readPart(request, virtualKind('policy', 'v1', 'Eviction'), kinds);
  const sent = isJsonObject(eviction['deleteOptions']) ? JSON.stringify(eviction['deleteOptions']) : '';
  const { options } = readDeletionOptions(Buffer.from(sent), new URLSearchParams());
  await verbs.delete({ ...targetOf(request), subresource: '' }, options, write);
  answerJson(request, 201, { ...success, code: 201 });
}

async function readPart(request: ResourceRequest, part: ReturnType<typeof virtualKind>, kinds: HandlerContext['kinds']) {
  const { incoming, query } = request;
  const body = await readBody(incoming);
  const write = writeContextOf(request, readWriteOptions(query, 'CreateOptions', incoming.headers['user-agent']));
  return { write, object: await decodeObject(body, incoming.headers['content-type'], { ...part, ...write }, kinds) };
}
