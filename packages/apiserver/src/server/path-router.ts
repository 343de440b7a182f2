import type { TokenIssuer } from '../authentication/token-issuer.ts';
import type { Discovery } from '../discovery/discovery.ts';
import { methodNotAllowed } from '../errors/status-error.ts';
import type { ApiRequest } from '../request/api-request.ts';
import { kubernetesVersion } from '../resources/built-in-kinds.ts';
import { answerHealth } from './health.ts';
import { answerMetrics, type ServerGauges } from './metrics.ts';
import { respond, respondEmpty, respondText } from './respond.ts';

export interface PathRouterOptions {
  readonly discovery: () => Promise<Discovery>;
  readonly openApi: OpenApiRoute;
  readonly issuer: TokenIssuer;
  readonly serverUrl: () => string;
  readonly gauges: ServerGauges;
}

/** Answers paths below `/openapi`; `undefined` for one that isn't there. */
export type OpenApiRoute = (request: ApiRequest) => Promise<boolean>;

/** Answers what is no resource. `undefined`: there is nothing at this path. */
export type PathRouter = (request: ApiRequest) => Promise<void> | undefined;

const rootPaths = [
  '/.well-known/openid-configuration',
  '/api',
  '/api/v1',
  '/apis',
  '/healthz',
  '/livez',
  '/metrics',
  '/openapi/v2',
  '/openapi/v3',
  '/openid/v1/jwks',
  '/readyz',
  '/version',
];

export function createPathRouter(options: PathRouterOptions): PathRouter {
  const { issuer, serverUrl, gauges } = options;
  return (request) => {
    const path = request.path.length > 1 && request.path.endsWith('/') ? request.path.slice(0, -1) : request.path;
    if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed();
    if (/^\/(healthz|livez|readyz)(\/|$)/.test(path)) return answerHealth(request, path);
    if (/^\/apis?(\/|$)/.test(path)) return answerDiscovery(request, options);
    if (path.startsWith('/openapi/')) return answerOpenApi(request, options.openApi);
    switch (path) {
      case '/':
        return json(request, { paths: rootPaths });
      case '/version':
        return json(request, versionInfo());
      case '/metrics':
        return answerMetrics(request, gauges);
      case '/.well-known/openid-configuration':
        return json(request, issuer.discovery(`${serverUrl()}/openid/v1/jwks`));
      case '/openid/v1/jwks':
        return json(request, issuer.keySet, 'application/jwk-set+json');
      default:
        return undefined;
    }
  };
}

async function json(request: ApiRequest, value: object, contentType = 'application/json'): Promise<void> {
  respond(request, 200, Buffer.from(JSON.stringify(value)), 'json', { 'content-type': contentType });
}

async function answerDiscovery(request: ApiRequest, { discovery }: PathRouterOptions): Promise<void> {
  const { incoming, path } = request;
  const documents = await discovery();
  const document = documents.respond(path, incoming.headers.accept);
  if (!document) return notFound(request);
  const headers: Record<string, string> = { 'content-type': document.contentType, vary: 'Accept' };
  if (document.etag) headers['etag'] = document.etag;
  if (document.etag && incoming.headers['if-none-match'] === document.etag) {
    return respondEmpty(request, 304, headers);
  }
  respond(request, 200, document.body, document.contentType === 'application/yaml' ? 'yaml' : 'json', headers);
}

async function answerOpenApi(request: ApiRequest, route: OpenApiRoute): Promise<void> {
  if (!(await route(request))) await notFound(request);
}

async function notFound(request: ApiRequest): Promise<void> {
  respondText(request, 404, '404 page not found\n');
}

function versionInfo() {
  const gitVersion = kubernetesVersion();
  const [major = '1', minor = '0'] = gitVersion.replace(/^v/, '').split('.');
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'go1.0',
    compiler: 'node',
    platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
  };
}
