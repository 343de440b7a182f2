import type { Attributes } from '../authorization/attributes.ts';
import type { ApiRequest } from '../request/api-request.ts';

/** A request as the authorizer sees it. */
export function attributesOf({ info, user }: ApiRequest): Attributes {
  if (info.kind === 'nonResource') return { kind: 'nonResource', user, verb: info.verb, path: info.path };
  const { verb, group, version, resource, subresource, namespace, name } = info;
  return { kind: 'resource', user, verb, group, version, resource, subresource, namespace, name };
}
