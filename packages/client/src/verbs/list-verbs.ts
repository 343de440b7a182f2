import { apiVersionOf, type ResourceType } from '@capstan/schema';
import { isApiError } from '../api-error.ts';
import type { ListOptions } from '../client.ts';
import { type DecodedPage, decodePage, nameItems } from './decode.ts';
import { labelSelector, queryOf } from './query.ts';
import { collectionPath } from './resource-path.ts';
import { callRequest, json, type Session } from './session.ts';

/** Whole objects, or only their metadata. */
export type Form = 'object' | 'metadata';

export interface PageOptions extends ListOptions {
  readonly continue?: string | undefined;
}

const metadataVersion = 'meta.k8s.io/v1';
const defaultPageSize = 500;

/** Media types of one object (as in a watch) and of a list, for each form. */
const accepts = {
  object: { one: json, list: json },
  metadata: {
    one: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
    list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  },
} as const;

export function acceptOne(form: Form): string {
  return accepts[form].one;
}

/** What items of the form call themselves. */
export function identityOf(resource: ResourceType, form: Form): { readonly apiVersion: string; readonly kind: string } {
  if (form === 'metadata') return { apiVersion: metadataVersion, kind: 'PartialObjectMetadata' };
  return { apiVersion: apiVersionOf(resource), kind: resource.kind };
}

export async function listOnePage(
  session: Session,
  resource: ResourceType,
  form: Form,
  options: PageOptions,
): Promise<DecodedPage> {
  const path = collectionPath(resource, options.namespace) + listQuery(options);
  const target = { verb: 'list', resource, namespace: options.namespace };
  const request = callRequest(session, { method: 'GET', path, target, repeatable: true, accept: accepts[form].list }, options);
  const page = decodePage(await session.transport.call(request), request);
  const { apiVersion, kind } = identityOf(resource, form);
  nameItems(page.items, apiVersion, kind);
  return page;
}

function listQuery({ labels, fields, pageSize = defaultPageSize, resourceVersion, continue: token }: PageOptions): string {
  return queryOf({
    labelSelector: labelSelector(labels),
    fieldSelector: fields,
    limit: pageSize > 0 && Number.isFinite(pageSize) ? pageSize : undefined,
    // A continued list is of its first page's version, and the server refuses another.
    resourceVersion: token === undefined ? resourceVersion : undefined,
    continue: token,
  });
}

/**
 * All objects, a page at a time as they are consumed. When a consumer is so slow that the server has forgotten the
 * list's version (410), the rest comes from the newest one: no object that stayed is missed, but the whole is not a
 * snapshot any more.
 */
export async function* listAll(
  session: Session,
  resource: ResourceType,
  form: Form,
  options: ListOptions,
): AsyncGenerator<unknown> {
  let token: string | undefined;
  do {
    const page = await listOnePage(session, resource, form, { ...options, continue: token }).catch((error: unknown) => {
      const rest = isApiError(error, 'Expired', 'Gone') ? error.status?.metadata?.continue : undefined;
      if (!rest) throw error;
      return listOnePage(session, resource, form, { ...options, continue: rest });
    });
    yield* page.items;
    token = page.metadata.continue || undefined; // the last page may carry an empty one
  } while (token !== undefined);
}
