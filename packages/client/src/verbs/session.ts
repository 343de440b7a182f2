import { type Duration, durationMs } from '@capstan/schema';
import type { CallOptions } from '../client.ts';
import type { CallRequest, CallTarget, Method } from '../transport/call-request.ts';
import type { Transport } from '../transport/transport.ts';

/** What every verb needs: a way to the server, and the client's defaults. */
export interface Session {
  readonly transport: Transport;
  readonly timeoutMs: number;
  readonly fieldManager: string | undefined;
}

/** What is special about one request. */
export interface RequestParts {
  readonly method: Method;
  readonly path: string;
  readonly target: CallTarget;
  readonly repeatable: boolean;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export const json = 'application/json';

export function callRequest(session: Session, parts: RequestParts, options: CallOptions): CallRequest {
  return {
    method: parts.method,
    path: parts.path,
    accept: parts.accept ?? json,
    contentType: parts.contentType,
    body: parts.body,
    headers: parts.headers,
    repeatable: parts.repeatable,
    timeoutMs: timeoutOf(options.timeout, session.timeoutMs),
    signal: options.signal,
    target: parts.target,
  };
}

function timeoutOf(timeout: Duration | undefined, byDefault: number): number {
  return timeout === undefined ? byDefault : durationMs(timeout);
}
