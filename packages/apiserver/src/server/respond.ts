import { randomUUID } from 'node:crypto';
import { gzip } from 'node:zlib';
import type { Representation } from '../request/accept.ts';
import type { ApiRequest } from '../request/api-request.ts';

/** Smaller answers are faster uncompressed. */
const gzipFromBytes = 128 * 1024;

/** Writes JSON, as YAML, indented or compressed if the client wants it so. */
export function respond(
  request: ApiRequest,
  code: number,
  json: Buffer,
  format: Representation['format'] = 'json',
  headers: Readonly<Record<string, string>> = {},
): void {
  if (format === 'yaml') {
    void respondYaml(request, code, json, headers);
    return;
  }
  const body = isPretty(request) ? indent(json) : json;
  if (body.length > gzipFromBytes && acceptsGzip(request)) respondCompressed(request, code, body, headers);
  else writeBody(request, code, body, { 'content-type': 'application/json', ...headers });
}

export function respondText(request: ApiRequest, code: number, text: string): void {
  writeBody(request, code, Buffer.from(text), {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
}

/** Writes bytes as they are. */
export function respondBytes(request: ApiRequest, code: number, body: Buffer, contentType: string): void {
  writeBody(request, code, body, { 'content-type': contentType });
}

/** Answers without a body. */
export function respondEmpty(request: ApiRequest, code: number, headers: Readonly<Record<string, string>>): void {
  request.response.writeHead(code, { ...commonHeaders(request), ...headers });
  request.response.end();
}

/** Headers that every answer has. */
export function commonHeaders({ warnings }: ApiRequest): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { 'audit-id': randomUUID(), 'cache-control': 'no-cache, private' };
  if (warnings.size > 0) headers['warning'] = [...warnings].map(warningHeader);
  return headers;
}

function writeBody(request: ApiRequest, code: number, body: Buffer, headers: Readonly<Record<string, string>>): void {
  const { response, method } = request;
  if (response.headersSent || response.destroyed) return;
  response.writeHead(code, { ...commonHeaders(request), ...headers, 'content-length': body.length });
  response.end(method === 'HEAD' ? undefined : body);
}

function respondCompressed(request: ApiRequest, code: number, body: Buffer, headers: Readonly<Record<string, string>>): void {
  gzip(body, { level: 1 }, (error, compressed) => {
    const type = { 'content-type': 'application/json', vary: 'Accept-Encoding', ...headers };
    if (error) writeBody(request, code, body, type);
    else writeBody(request, code, compressed, { ...type, 'content-encoding': 'gzip' });
  });
}

async function respondYaml(
  request: ApiRequest,
  code: number,
  json: Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const { jsonToYaml } = await import('../encoding/encode-yaml.ts');
  writeBody(request, code, await jsonToYaml(json), { 'content-type': 'application/yaml', ...headers });
}

const acceptsGzip = ({ incoming }: ApiRequest) => incoming.headers['accept-encoding']?.includes('gzip') === true;
const browsers = /^(curl|Wget|Mozilla\/5\.0)/;

function isPretty({ query, incoming }: ApiRequest): boolean {
  const asked = query.size > 0 ? query.get('pretty') : null;
  if (asked) return /^(1|t|true)$/i.test(asked);
  const agent = incoming.headers['user-agent'];
  return agent !== undefined && browsers.test(agent);
}

const indent = (json: Buffer) => Buffer.from(`${JSON.stringify(JSON.parse(json.toString()), null, 2)}\n`);

/** Headers hold one line of Latin-1. */
function warningHeader(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ').replace(/[\\"]/g, '\\$&');
  return `299 - "${Buffer.from(line).toString('latin1')}"`;
}
