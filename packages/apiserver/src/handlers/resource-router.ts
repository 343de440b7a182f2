import type { Review, ReviewResource } from '../authorization/reviews.ts';
import { methodNotAllowed, StatusError, unknownResource } from '../errors/status-error.ts';
import { negotiate, noSuchTransform, notAcceptable, type Representation } from '../request/accept.ts';
import type { ApiRequest } from '../request/api-request.ts';
import type { ServedKind, ServedVersion } from '../resources/served-kind.ts';
import { createHandler } from './create-handler.ts';
import { deleteCollectionHandler, deleteHandler } from './delete-handler.ts';
import { getObject } from './get-object.ts';
import type { HandlerContext, ResourceRequest } from './handler-context.ts';
import { listObjects } from './list-objects.ts';
import { patchHandler } from './patch-handler.ts';
import { reviewHandler, reviewOf } from './review-handler.ts';
import { updateHandler } from './update-handler.ts';
import { watchObjects } from './watch/watch-objects.ts';

export type ResourceInfo = Extract<ApiRequest['info'], { readonly kind: 'resource' }>;

/** Answers requests for resources. `undefined`: there is no such group and version. */
export type ResourceRouter = (request: ApiRequest, info: ResourceInfo) => Promise<void> | undefined;

export function createResourceRouter(context: HandlerContext, reviews: Readonly<Record<ReviewResource, Review>>): ResourceRouter {
  return (request, info) => {
    const served = context.kinds.find(info.group, info.version, info.resource);
    if (!served) {
      if (isServed(context, info)) throw unknownResource();
      return undefined;
    }
    const found = { ...request, info, ...served };
    const resourceRequest: ResourceRequest = { ...found, representation: representationOf(found) };
    const { deprecation } = served.version;
    if (deprecation) request.warnings.add(deprecation);
    const review = reviewOf(resourceRequest, reviews);
    if (review) {
      if (info.verb !== 'create') throw methodNotAllowed();
      return reviewHandler(resourceRequest, context, review);
    }
    return info.subresource === '' ? routeObject(resourceRequest, context) : routeSubresource(resourceRequest, context);
  };
}

/** Of a built-in group all versions have an answer, of a custom one only those that are served. */
const isServed = ({ kinds }: HandlerContext, { group, version }: ResourceInfo) =>
  [...kinds.kinds].some(
    (kind) => kind.group === group && (!kind.custom || kind.versions.some((served) => served.version === version)),
  );

function representationOf({ incoming, info, kind, version }: Omit<ResourceRequest, 'representation'>): Representation {
  const { accept } = incoming.headers;
  const hasTransforms = version.verbs.includes('get');
  const chosen = negotiate(accept, () => hasTransforms);
  if (chosen) {
    checkForm(chosen.as, info.verb, kind);
    return chosen;
  }
  throw accept?.includes('as=') ? noSuchTransform() : notAcceptable();
}

/** Lists are not objects, nor objects lists. */
function checkForm(as: Representation['as'], verb: string, { kind }: ServedKind): void {
  if (as === 'PartialObjectMetadata' && verb === 'list') {
    throw notAcceptableForm(`you requested PartialObjectMetadata, but the requested object is a list (*core.${kind}List)`);
  }
  if (as === 'PartialObjectMetadataList' && verb !== 'list') {
    throw notAcceptableForm(`you requested PartialObjectMetadataList, but the requested object is not a list (*core.${kind})`);
  }
}

const notAcceptableForm = (message: string) => new StatusError(406, 'NotAcceptable', message);

function routeObject(request: ResourceRequest, context: HandlerContext): Promise<void> {
  const { info, kind, version, method } = request;
  const { verb, name, namespace } = info;
  const ofAllNamespaces = kind.scope === 'Namespaced' && namespace === '';
  const wrongScope = kind.scope === 'Cluster' && namespace !== '' && kind.plural !== 'namespaces';
  if (wrongScope) throw unknownResource();
  if (!version.verbs.includes(verb) || method === 'HEAD' || method === 'OPTIONS') throw methodNotAllowed();
  switch (verb) {
    case 'list':
      return listObjects(request, context);
    case 'watch':
      return watchObjects(request, context);
    case 'create':
      if (ofAllNamespaces || name !== '') throw methodNotAllowed();
      return createHandler(request, context);
    case 'deletecollection':
      if (ofAllNamespaces) throw methodNotAllowed();
      return deleteCollectionHandler(request, context);
    default:
      if (name === '') throw methodNotAllowed();
      if (ofAllNamespaces) throw unknownResource();
      return routeNamed(request, context);
  }
}

function routeNamed(request: ResourceRequest, context: HandlerContext): Promise<void> {
  switch (request.info.verb) {
    case 'get':
      return getObject(request, context);
    case 'update':
      return updateHandler(request, context);
    case 'patch':
      return patchHandler(request, context);
    case 'delete':
      return deleteHandler(request, context);
    default:
      throw methodNotAllowed();
  }
}

/** Parts of an object. Their handlers are loaded when one is asked for the first time. */
async function routeSubresource(request: ResourceRequest, context: HandlerContext): Promise<void> {
  const { info, version } = request;
  const { scale } = version.subresources;
  const verbs = subresourceVerbs(info.subresource, version.subresources);
  if (!verbs) throw unknownResource();
  if (!verbs.includes(info.verb)) throw methodNotAllowed();
  if (info.subresource === 'scale' && scale) {
    const { scaleHandler } = await import('./scale-handler.ts');
    return scaleHandler(request, context, scale);
  }
  if (info.subresource === 'binding' || info.subresource === 'eviction') {
    const { bindingHandler, evictionHandler } = await import('./pod-handlers.ts');
    return info.subresource === 'binding' ? bindingHandler(request, context) : evictionHandler(request, context);
  }
  if (info.subresource === 'exec') {
    const { execHandler } = await import('./pod-streams/exec-handler.ts');
    return execHandler(request, context);
  }
  if (info.subresource === 'log') {
    const { logHandler } = await import('./pod-streams/log-handler.ts');
    return logHandler(request, context);
  }
  if (!ownKindParts.has(info.subresource)) throw methodNotAllowed();
  return routeNamed(request, context);
}

/** Parts that are read and written as the object itself. */
const ownKindParts: ReadonlySet<string> = new Set(['status', 'finalize', 'approval', 'ephemeralcontainers', 'resize']);

function subresourceVerbs(name: string, { scale, status, others }: ServedVersion['subresources']): readonly string[] | undefined {
  if (name === 'status') return status ? ['get', 'update', 'patch'] : undefined;
  if (name === 'scale') return scale ? ['get', 'update', 'patch'] : undefined;
  return others.find((other) => other.name === name)?.verbs;
}
