import type { OpenApi } from '../openapi/open-api.ts';
import type { ApiRequest } from '../request/api-request.ts';
import { kubernetesVersion } from '../resources/built-in-kinds.ts';
import type { OpenApiRoute } from './path-router.ts';
import { respond, respondBytes, respondEmpty } from './respond.ts';

const yearSeconds = 365 * 24 * 3600;

/** Serves the OpenAPI documents, which are made when they are first asked for. */
export function openApiRoute(documents: () => Promise<OpenApi>): OpenApiRoute {
  return async (request) => {
    const { path, query, incoming } = request;
    if (path === '/openapi/v2' && protobufOnly(incoming.headers.accept)) return respondEmptySwagger(request);
    const answer = (await documents()).respond(path, query.get('hash'), incoming.headers.accept);
    if (!answer) return false;
    if (answer.type === 'redirect') respondEmpty(request, 301, { location: answer.location });
    else respondDocument(request, answer);
    return true;
  };
}

const protobufOnly = (accept = '') => accept.includes('com.github.proto-openapi.spec.v2') && !/json|\*\/\*/.test(accept);

/**
 * kubectl reads version 2 in protobuf where version 3 knows a kind not yet, as of a custom resource that is applied together
 * with its definition. A document without kinds lets it go on, and leave validation to the server.
 */
function respondEmptySwagger(request: ApiRequest): true {
  const text = (field: number, value: string) => Buffer.from([(field << 3) | 2, value.length, ...Buffer.from(value)]);
  const info = Buffer.concat([text(1, 'Kubernetes'), text(2, kubernetesVersion())]);
  const document = Buffer.concat([text(1, '2.0'), Buffer.from([(2 << 3) | 2, info.length]), info]);
  respondBytes(request, 200, document, 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
  return true;
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
