import { bytesAt, itemTail } from '../encoding/stored-bytes.ts';
import { badRequest, expired, StatusError } from '../errors/status-error.ts';
import { type ListOptions, readListOptions, revisionOf } from '../request/list-options.ts';
import { apiVersionOf } from '../resources/api-version.ts';
import type { ServedKind, ServedVersion } from '../resources/served-kind.ts';
import { respond } from '../server/respond.ts';
import type { ListResult, StoredObject } from '../storage/store.ts';
import { type ContinueToken, readContinueToken, writeContinueToken } from './continue-token.ts';
import type { HandlerContext, ResourceRequest } from './handler-context.ts';
import { type Selection, selectionOf } from './selection.ts';
import { waitForRevision } from './wait-for-revision.ts';

/** One page of a collection. */
export interface ListPage {
  readonly items: readonly StoredObject[];
  readonly revision: number;
  /** `''` on the last page. */
  readonly continueToken: string;
  /** Known only when nothing is selected. */
  readonly remaining: number | undefined;
}

/** GET of a collection. */
export async function listObjects(request: ResourceRequest, context: HandlerContext): Promise<void> {
  const { kind, version, representation } = request;
  const options = readListOptions(request.query, 'list');
  const page = await readPage(request, options, selectionOf(options, kind, version), context);
  if (representation.as === 'object') return respond(request, 200, encodeList(page, kind, version), representation.format);
  const { transformList } = await import('./transforms.ts');
  respond(request, 200, transformList(page, request), representation.format);
}

/** Reads the page that the options ask for. Throws 400, 410 or 504. */
export async function readPage(
  request: ResourceRequest,
  options: ListOptions,
  selection: Selection,
  context: HandlerContext,
): Promise<ListPage> {
  const { kind, info } = request;
  const namespace = kind.scope === 'Namespaced' && info.namespace !== '' ? info.namespace : undefined;
  const { continueToken, limit, resourceVersion } = options;
  if (continueToken !== '') {
    if (resourceVersion !== '' && resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    const token = readContinueToken(continueToken, namespace, kind.scope === 'Namespaced');
    return pageOf(continuedState(kind, namespace, token, context), { token, limit, namespace, selection });
  }
  const state = await stateAt(kind, namespace, options, context);
  // A list from the cache is told whole: clients that begin with one rely on it.
  return pageOf(state, { token: undefined, limit: resourceVersion === '0' ? 0 : limit, namespace, selection });
}

async function stateAt(
  kind: ServedKind,
  namespace: string | undefined,
  { resourceVersion, match, limit }: ListOptions,
  { store }: HandlerContext,
): Promise<ListResult> {
  if (resourceVersion === '' || resourceVersion === '0') return store.list(kind.storeResource, namespace);
  const revision = revisionOf(resourceVersion, (message) => badRequest(`invalid resource version: ${message}`));
  await waitForRevision(store, revision);
  if (match !== 'Exact' && !(match === undefined && limit > 0)) return store.list(kind.storeResource, namespace);
  const state = store.listAt(kind.storeResource, namespace, revision);
  if (!state) throw expired('The resourceVersion for the provided list is too old.');
  return state;
}

const tooOld =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

function continuedState(
  { storeResource }: ServedKind,
  namespace: string | undefined,
  token: ContinueToken,
  { store }: HandlerContext,
): ListResult {
  if (token.revision < 0) return store.list(storeResource, namespace);
  if (token.revision > store.revision)
    throw new StatusError(400, 'BadRequest', 'invalid continue token: revision is in the future');
  const state = store.listAt(storeResource, namespace, token.revision);
  if (!state) throw expired(tooOld, writeContinueToken({ ...token, revision: -1 }, namespace));
  return state;
}

interface PageOptions {
  readonly token: ContinueToken | undefined;
  readonly limit: number;
  readonly namespace: string | undefined;
  readonly selection: Selection;
}

function pageOf({ items, revision }: ListResult, { token, limit, namespace, selection }: PageOptions): ListPage {
  const start = token ? firstAfter(items, token) : 0;
  const picked: StoredObject[] = [];
  let next = start;
  for (; next < items.length && !(limit > 0 && picked.length === limit); next += 1) {
    const item = items[next];
    if (item && (!selection || selection(item))) picked.push(item);
  }
  const last = items[next - 1];
  if (next >= items.length || !last) return { items: picked, revision, continueToken: '', remaining: undefined };
  const rest = { revision: token?.revision ?? revision, namespace: last.namespace, name: last.name };
  return {
    items: picked,
    revision,
    continueToken: writeContinueToken(rest, namespace),
    remaining: selection ? undefined : items.length - next,
  };
}

/** Items are in order: the place is found by halving. */
function firstAfter(items: readonly StoredObject[], token: ContinueToken): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item && !isAfter(item, token)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isAfter(item: StoredObject, token: ContinueToken): boolean {
  const order = Buffer.compare(Buffer.from(item.namespace), Buffer.from(token.namespace));
  return order !== 0 ? order > 0 : Buffer.compare(Buffer.from(item.name), Buffer.from(token.name)) > 0;
}

const comma = Buffer.from(',');
const openBrace = Buffer.from('{');
const listEnd = Buffer.from(']}\n');

/** The list's metadata, as JSON. */
export function listMetadata({ revision, continueToken, remaining }: ListPage): Record<string, unknown> {
  return {
    resourceVersion: String(revision),
    ...(continueToken && { continue: continueToken }),
    ...(remaining !== undefined && { remainingItemCount: remaining }),
  };
}

/** A list of slices of what is stored. Items of built-in kinds have no `kind` and `apiVersion`. */
export function encodeList(page: ListPage, kind: ServedKind, version: ServedVersion): Buffer {
  const head = `{"kind":"${kind.listKind}","apiVersion":"${apiVersionOf(kind, version)}","metadata":${JSON.stringify(listMetadata(page))},"items":[`;
  const parts: Buffer[] = [Buffer.from(head)];
  for (const [index, item] of page.items.entries()) {
    if (index > 0) parts.push(comma);
    const bytes = bytesAt(item, kind, version);
    if (kind.custom) parts.push(bytes);
    else parts.push(openBrace, itemTail(bytes));
  }
  parts.push(listEnd);
  return Buffer.concat(parts);
}
