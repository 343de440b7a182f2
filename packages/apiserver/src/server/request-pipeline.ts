import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from '../authentication/authenticator.ts';
import type { Impersonation } from '../authentication/impersonation.ts';
import type { Authorizer } from '../authorization/attributes.ts';
import { forbiddenError } from '../authorization/forbidden-error.ts';
import type { ResourceRouter } from '../handlers/resource-router.ts';
import { type ApiRequest, openRequest, type UpgradedConnection } from '../request/api-request.ts';
import type { PathRouter } from './path-router.ts';
import { attributesOf } from './request-attributes.ts';
import { respondText } from './respond.ts';
import { respondError } from './respond-error.ts';

export interface PipelineOptions {
  readonly authenticate: Authenticator;
  readonly impersonate: Impersonation;
  readonly authorizer: Authorizer;
  readonly resources: ResourceRouter;
  readonly paths: PathRouter;
  /** Told of failures that are nobody's fault but the server's. */
  readonly onDefect: (error: unknown) => void;
}

export type RequestHandler = (incoming: IncomingMessage, response: ServerResponse, upgrade?: UpgradedConnection) => void;

/** The way of every request: who asks, as whom, may they, and then to whoever answers. */
export function createPipeline(options: PipelineOptions): RequestHandler {
  return (incoming, response, upgrade) => {
    const request = openRequest(incoming, response, upgrade);
    answer(request, options).catch((error: unknown) => respondError(request, error, options.onDefect));
  };
}

async function answer(
  request: ApiRequest,
  { authenticate, impersonate, authorizer, resources, paths }: PipelineOptions,
): Promise<void> {
  const { incoming, info } = request;
  const user = authenticate(incoming);
  request.user = user instanceof Promise ? await user : user;
  request.user = impersonate(incoming, attributesOf(request));
  const attributes = attributesOf(request);
  const decision = authorizer.authorize(attributes);
  if (!decision.allowed) throw forbiddenError(attributes, decision);
  const answered = info.kind === 'resource' ? resources(request, info) : paths(request);
  if (answered) await answered;
  else respondText(request, 404, '404 page not found\n');
}
