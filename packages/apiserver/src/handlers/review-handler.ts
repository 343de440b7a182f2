import type { Review, ReviewResource } from '../authorization/reviews.ts';
import { decodeObject } from '../encoding/decode-object.ts';
import { noSuchTransform } from '../request/accept.ts';
import { readBody } from '../request/read-body.ts';
import { readWriteOptions } from '../request/write-options.ts';
import { virtualKind } from '../resources/virtual-kind.ts';
import { answerJson } from './answer.ts';
import type { HandlerContext, ResourceRequest } from './handler-context.ts';
import { checkNamespace, namespaceOf, writeContextOf } from './write-request.ts';

/** POST of something that is answered and not stored. */
export async function reviewHandler(request: ResourceRequest, context: HandlerContext, review: Review): Promise<void> {
  const { incoming, query, info, representation, user } = request;
  if (representation.as !== 'object') throw noSuchTransform();
  const body = await readBody(incoming);
  const options = readWriteOptions(query, 'CreateOptions', incoming.headers['user-agent']);
  const { kind, version } = info.subresource === 'token' ? virtualKind('authentication.k8s.io', 'v1', 'TokenRequest') : request;
  const write = writeContextOf(request, options);
  const object = await decodeObject(body, incoming.headers['content-type'], { kind, version, ...write }, context.kinds);
  if (info.subresource === '') checkNamespace(object.metadata, request);
  const { name } = info;
  answerJson(request, 201, await review(object, { user, namespace: namespaceOf(request), ...(name && { name }) }));
}

/** Which review a resource is, if it is one. */
export function reviewOf({ info }: ResourceRequest, reviews: Readonly<Record<ReviewResource, Review>>): Review | undefined {
  const { group, resource, subresource } = info;
  if (group === '' && resource === 'serviceaccounts' && subresource === 'token') return reviews['serviceaccounts/token'];
  if (group !== 'authorization.k8s.io' && group !== 'authentication.k8s.io') return undefined;
  return Object.hasOwn(reviews, resource) ? reviews[resource as ReviewResource] : undefined; // an own key
}
