import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { createApiError } from '../api-error.ts';
import type { Credential } from '../credentials/credentials.ts';
import { answerError } from './answer-error.ts';
import type { Answer, CallRequest } from './call-request.ts';
import { connectionError } from './connection-error.ts';
import type { Transport } from './transport.ts';

/** What a server may say when it refuses; more of it is not read. */
const refusalBytes = 64 * 1024;

/** What came of one attempt to open a WebSocket. */
export type Upgrade = { readonly socket: WebSocket } | { readonly refused: Answer };

/**
 * Opens a WebSocket as the transport's user. Throws an `ApiError` for a refusal, or the signal's reason; credentials that
 * were refused are renewed once. The socket is paused: nothing is lost before somebody listens.
 */
export async function openWebSocket(
  transport: Transport,
  request: CallRequest,
  protocols: readonly string[],
): Promise<WebSocket> {
  request.signal?.throwIfAborted();
  let credential = await transport.credentialFor(request);
  for (let attempt = 1; ; attempt++) {
    const upgrade = await attemptUpgrade(transport, { request, credential, protocols });
    if ('socket' in upgrade) return upgrade.socket;
    const mayRenew = upgrade.refused.status === 401 && attempt === 1;
    if (!mayRenew || !(await transport.renew(credential))) throw answerError(upgrade.refused, request);
    credential = await transport.credentialFor(request);
  }
}

interface UpgradeAttempt {
  readonly request: CallRequest;
  readonly credential: Credential;
  readonly protocols: readonly string[];
}

async function attemptUpgrade(transport: Transport, { request, credential, protocols }: UpgradeAttempt): Promise<Upgrade> {
  const { WebSocket } = await import('ws'); // which only exec needs
  const { url, headers, agent } = transport.upgradeTarget(request, credential);
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, [...protocols], {
      headers,
      agent,
      perMessageDeflate: false,
      handshakeTimeout: request.timeoutMs,
    });
    const abort = () => {
      reject(request.signal?.reason);
      socket.terminate();
    };
    const settled = () => request.signal?.removeEventListener('abort', abort);
    request.signal?.addEventListener('abort', abort, { once: true });
    socket.once('open', () => {
      settled();
      socket.pause();
      resolve({ socket });
    });
    socket.once('unexpected-response', (_request, response: IncomingMessage) => {
      readRefusal(response)
        .then((refused) => resolve({ refused }), reject)
        .finally(() => {
          settled();
          socket.terminate();
        });
    });
    // Stays for good: a socket that is terminated before it is open tells so as an error, and nobody else listens yet.
    socket.on('error', (error) => {
      settled();
      reject(upgradeError(error, request, transport.origin));
    });
  });
}

function upgradeError(error: Error, request: CallRequest, origin: string): Error {
  if (!error.message.includes('handshake has timed out')) return connectionError(error, request, origin);
  return createApiError(`${request.method} ${request.path} was not answered within ${request.timeoutMs} ms`, {
    reason: 'Timeout',
    code: 0,
    cause: error,
  });
}

async function readRefusal(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > refusalBytes) break;
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}
