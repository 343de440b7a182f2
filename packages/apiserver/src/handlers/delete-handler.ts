import type { Status } from '@capstan/schema';
import { StatusError } from '../errors/status-error.ts';
import { type RequestedDeletion, readDeletionOptions } from '../request/deletion-options.ts';
import { readListOptions } from '../request/list-options.ts';
import { readBody } from '../request/read-body.ts';
import { managerOf } from '../request/write-options.ts';
import { strategyOf } from '../resources/strategies/strategies.ts';
import { respond } from '../server/respond.ts';
import type { StoredObject } from '../storage/store.ts';
import type { WriteContext } from '../verbs/object-verbs.ts';
import { answerJson, answerObject } from './answer.ts';
import type { HandlerContext, ResourceRequest } from './handler-context.ts';
import { encodeList, type ListPage, readPage } from './list-objects.ts';
import { selectionOf } from './selection.ts';
import { targetOf, writeContextOf } from './write-request.ts';

/** DELETE of one object. */
export async function deleteHandler(request: ResourceRequest, { verbs }: HandlerContext): Promise<void> {
  const deletion = readDeletionOptions(await readBody(request.incoming), request.query);
  const { kind, info } = request;
  const { object, gone } = await verbs.delete(targetOf(request), deletion.options, contextOf(request, deletion));
  if (!gone) return answerObject(request, deletion.awaitsDependents ? 202 : 200, object);
  if (strategyOf(kind).answersDeleted) return answerObject(request, 200, object);
  const details = { name: info.name, ...(kind.group && { group: kind.group }), kind: kind.plural, uid: object.uid };
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
  answerJson(request, 200, status);
}

/** DELETE of a collection: of each object for itself. */
export async function deleteCollectionHandler(request: ResourceRequest, context: HandlerContext): Promise<void> {
  const deletion = readDeletionOptions(await readBody(request.incoming), request.query);
  const { kind, version } = request;
  const options = readListOptions(request.query, 'list');
  const page = await readPage(request, options, selectionOf(options, kind, version), context);
  const write = contextOf(request, deletion);
  const deleted: StoredObject[] = [];
  for (const item of page.items) {
    const object = await deleteUnlessGone(item, request, context, deletion, write);
    if (object) deleted.push(object);
  }
  const told: ListPage = { ...page, items: deleted };
  respond(request, 200, encodeList(told, kind, version), request.representation.format);
}

async function deleteUnlessGone(
  { namespace, name }: StoredObject,
  request: ResourceRequest,
  { verbs }: HandlerContext,
  { options }: RequestedDeletion,
  write: WriteContext,
): Promise<StoredObject | undefined> {
  try {
    const { object } = await verbs.delete({ ...targetOf(request, name), namespace }, options, write);
    return object;
  } catch (error) {
    if (error instanceof StatusError && error.status.reason === 'NotFound') return undefined;
    throw error;
  }
}

function contextOf(request: ResourceRequest, { dryRun }: RequestedDeletion): WriteContext {
  const fieldManager = managerOf(request.incoming.headers['user-agent']);
  return writeContextOf(request, { dryRun, fieldManager, fieldValidation: 'Ignore' });
}
