import type { OpenApi } from '../openapi/open-api.ts';
import type { ApiRequest } from '../request/api-request.ts';
import type { OpenApiRoute } from './path-router.ts';
import { respond, respondEmpty } from './respond.ts';

const yearSeconds = 365 * 24 * 3600;

/** Serves the OpenAPI documents, which are made when they are first asked for. */
export function openApiRoute(documents: () => Promise<OpenApi>): OpenApiRoute {
  return async (request) => {
    const { path, query, incoming } = request;
    const answer = (await documents()).respond(path, query.get('hash'), incoming.headers.accept);
    if (!answer) return false;
    if (answer.type === 'redirect') respondEmpty(request, 301, { location: answer.location });
    else respondDocument(request, answer);
    return true;
  };
}

function respondDocument(
  request: ApiRequest,
  { body, etag, immutable }: { readonly body: Buffer; readonly etag: string; readonly immutable: boolean },
): void {
  const headers = {
    etag,
    vary: 'Accept',
    ...(immutable && { 'cache-control': 'public, immutable', expires: new Date(Date.now() + yearSeconds * 1000).toUTCString() }),
  };
  if (request.incoming.headers['if-none-match'] === etag) respondEmpty(request, 304, headers);
  else respond(request, 200, body, 'json', headers);
}
