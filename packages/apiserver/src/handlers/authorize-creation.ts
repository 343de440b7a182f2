import { forbiddenError } from '../authorization/forbidden-error.ts';
import type { HandlerContext, ResourceRequest } from './handler-context.ts';

/** An update or apply that would create needs the right to create as well. Throws 403. */
export function authorizeCreation({ user, info }: ResourceRequest, { authorizer }: HandlerContext): void {
  const { group, version, resource, subresource, namespace, name } = info;
  const attributes = { kind: 'resource', user, verb: 'create', group, version, resource, subresource, namespace, name } as const;
  const decision = authorizer.authorize(attributes);
  if (!decision.allowed) throw forbiddenError(attributes, decision);
}
