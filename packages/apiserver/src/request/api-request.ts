import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { UserInfo } from '../authentication/user-info.ts';
import { anonymousUser } from '../authentication/well-known-users.ts';
import { parseRequestInfo } from './parse-request-info.ts';
import type { RequestInfo } from './request-info.ts';

/** A connection whose client wants to go on with another protocol. Whoever does not take it answers as usual. */
export interface UpgradedConnection {
  /** What came after the request. */
  readonly head: Buffer;
  /** The bare connection; nothing else writes to it from now on. */
  take(): Duplex;
}

/** One request on its way through the server, with what each step found out. */
export interface ApiRequest {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly info: RequestInfo;
  /** Who asks; `system:anonymous` until authentication has said otherwise. */
  user: UserInfo;
  readonly upgrade: UpgradedConnection | undefined;
  /** Texts of `Warning` headers, each once. */
  readonly warnings: Set<string>;
}

/** Reads method, path and query; nothing of the body. */
export function openRequest(
  incoming: IncomingMessage,
  response: ServerResponse,
  upgrade: UpgradedConnection | undefined,
): ApiRequest {
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const method = incoming.method ?? 'GET';
  const info = parseRequestInfo(method, path, query);
  return { incoming, response, method, path, query, info, user: anonymousUser, upgrade, warnings: new Set() };
}
