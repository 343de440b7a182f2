import { invalidError } from '@capstan/schema';
import { decodeObject } from '../encoding/decode-object.ts';
import { decodeAt } from '../encoding/stored-bytes.ts';
import { badRequest, invalid, notFound } from '../errors/status-error.ts';
import { readBody } from '../request/read-body.ts';
import { readWriteOptions } from '../request/write-options.ts';
import type { MutableObject, ServedVersion } from '../resources/served-kind.ts';
import { virtualKind } from '../resources/virtual-kind.ts';
import type { StoredObject } from '../storage/store.ts';
import type { Change } from '../verbs/update-object.ts';
import { answerJson } from './answer.ts';
import { applyConfigurationOf } from './apply-handler.ts';
import type { HandlerContext, ResourceRequest } from './handler-context.ts';
import { preparePatch } from './patch-change.ts';
import { patchTypeOf } from './patch-handler.ts';
import { scaleOf, setReplicas } from './scale.ts';
import { checkNames, namespaceOf, targetOf, writeContextOf } from './write-request.ts';

type ScalePaths = NonNullable<ServedVersion['subresources']['scale']>;

/** GET, PUT and PATCH of `…/scale`. */
export async function scaleHandler(request: ResourceRequest, context: HandlerContext, paths: ScalePaths): Promise<void> {
  const { kind, version, info } = request;
  const answer = (stored: StoredObject) => answerJson(request, 200, scaleOf(decodeAt(stored, kind, version), kind, paths));
  if (info.verb === 'get') {
    const stored = context.store.get({ resource: kind.storeResource, namespace: namespaceOf(request), name: info.name });
    if (!stored) throw notFound(kind, info.name);
    return answer(stored);
  }
  const { change, write } = await (info.verb === 'update' ? replaceScale : patchScale)(request, context, paths);
  answer(await context.verbs.update(targetOf(request), change, write));
}

async function replaceScale(request: ResourceRequest, { kinds }: HandlerContext, paths: ScalePaths) {
  const { incoming, query } = request;
  const body = await readBody(incoming);
  const write = writeContextOf(request, readWriteOptions(query, 'UpdateOptions', incoming.headers['user-agent']));
  const scale = await decodeObject(
    body,
    incoming.headers['content-type'],
    { ...virtualKind('autoscaling', 'v1', 'Scale'), ...write },
    kinds,
  );
  checkNames(scale, request);
  return { write, change: (live: MutableObject) => scaled(live, scale, request, paths) };
}

async function patchScale(request: ResourceRequest, _context: HandlerContext, paths: ScalePaths) {
  const { incoming, query, kind } = request;
  const type = patchTypeOf(request);
  const body = await readBody(incoming);
  const options = readWriteOptions(
    query,
    'PatchOptions',
    incoming.headers['user-agent'],
    type === 'application/apply-patch+yaml' ? 'apply' : 'other',
  );
  const write = writeContextOf(request, options);
  const onScale: ResourceRequest = { ...request, ...virtualKind('autoscaling', 'v1', 'Scale') };
  let patch: Change;
  if (type === 'application/apply-patch+yaml') {
    const configuration = await applyConfigurationOf(body, onScale, write);
    patch = (live) => ({ ...live, ...configuration, metadata: { ...live.metadata, ...configuration.metadata } });
  } else {
    patch = await preparePatch(type, body, onScale, write);
  }
  const change: Change = (live) => scaled(live, patch(scaleOf(live, kind, paths)), request, paths);
  return { write, change };
}

function scaled(live: MutableObject, scale: MutableObject, { kind, info }: ResourceRequest, paths: ScalePaths): MutableObject {
  const { replicas } = (scale['spec'] ?? {}) as { replicas?: unknown }; // checked below
  if (kind.custom && replicas === undefined) {
    throw badRequest(`the spec replicas field ${JSON.stringify(paths.specReplicasPath)} cannot be empty`);
  }
  const wanted = Number(replicas ?? 0);
  if (wanted < 0) {
    const error = invalidError('spec.replicas', wanted, 'must be greater than or equal to 0');
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, info.name, [error]);
  }
  setReplicas(live, paths, wanted);
  const { resourceVersion } = scale.metadata;
  if (resourceVersion) live.metadata.resourceVersion = resourceVersion;
  return live;
}
