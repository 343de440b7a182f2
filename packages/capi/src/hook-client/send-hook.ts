import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type RequestOptions, request as sendRequest } from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { addressOf, type HookEndpoint } from './hook-endpoint.ts';
import { limitError, sendError } from './send-error.ts';

/** A request to an extension, as bytes. */
export interface RawCall {
  /** Path and query below the endpoint's address. */
  readonly path: string;
  /** Default: none. */
  readonly body?: string | Uint8Array;
  /** Default: POST, the only one that Cluster API uses. */
  readonly method?: string;
  /** For the whole answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Whatever was answered. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as it came; unpacked, where it was compressed. */
  readonly bytes: Uint8Array;
}

/** A timer of more is one of nothing. */
const longestTimerMs = 2 ** 31 - 1;

/** The most that is read of an answer. Cluster API itself has no limit for answers with 200. */
const longestAnswer = 64 * 1024 * 1024;

/**
 * Sends a request to an extension as Cluster API's client does: no Content-Type, no redirects followed. Throws a
 * `HookCallError` when no answer came; any answer is returned, whatever its status.
 */
export async function sendHook(endpoint: HookEndpoint, call: RawCall): Promise<RawAnswer> {
  call.signal?.throwIfAborted();
  const url = addressOf(endpoint, call.path);
  const timeout = AbortSignal.timeout(Math.min(Math.ceil(call.timeoutMs), longestTimerMs));
  const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
  try {
    return await exchange(url, { endpoint, call, signal });
  } catch (error) {
    call.signal?.throwIfAborted();
    throw timeout.aborted ? limitError(url, call.timeoutMs) : sendError(error, url);
  }
}

interface Exchange {
  readonly endpoint: HookEndpoint;
  readonly call: RawCall;
  readonly signal: AbortSignal;
}

async function exchange(url: URL, { endpoint, call, signal }: Exchange): Promise<RawAnswer> {
  const request = sendRequest(url, requestOptions(endpoint, call, signal));
  let reused = false;
  request.on('error', () => undefined); // what comes after the answer has begun is told by the answer
  request.once('socket', () => {
    reused = request.reusedSocket;
  });
  request.end(call.body);
  let response: IncomingMessage;
  try {
    [response] = await once(request, 'response', { signal });
  } catch (error) {
    // Most likely the extension closed an idle connection while the request was on its way: once more, on a new one.
    // Should it have been handled after all, that does no harm: handlers have to be idempotent.
    if (reused && !signal.aborted && isReset(error)) return exchange(url, { endpoint, call, signal });
    throw error;
  }
  const bytes = await readAll(response);
  return { status: response.statusCode ?? 0, headers: response.headers, body: bytes.toString('utf8'), bytes };
}

function requestOptions(endpoint: HookEndpoint, { method = 'POST', body = '' }: RawCall, signal: AbortSignal): RequestOptions {
  const { agent, caBundle, clientCertificate, serverName, insecureSkipTlsVerify = false } = endpoint;
  return {
    method,
    signal,
    // The same headers as Cluster API's, so that an extension sees no difference.
    headers: {
      'user-agent': 'Go-http-client/1.1',
      'accept-encoding': 'gzip',
      ...((method === 'POST' || body.length > 0) && { 'content-length': Buffer.byteLength(body) }),
    },
    agent: agent ?? false,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: !insecureSkipTlsVerify,
    ...(caBundle !== undefined && { ca: caBundle }),
    ...(serverName !== undefined && { servername: serverName }),
    ...clientCertificate,
  };
}

async function readAll(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    // no encoding is set, so chunks are buffers
    chunks.push(chunk);
    length += chunk.length;
    if (length > longestAnswer) throw new Error(`the answer is longer than ${longestAnswer} bytes`);
  }
  const body = Buffer.concat(chunks);
  return response.headers['content-encoding'] === 'gzip' ? unzip(body, { maxOutputLength: longestAnswer }) : body;
}

const unzip = promisify(gunzip) as (data: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>; // promisify picks the overload without options

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
