import type { IncomingMessage, ServerResponse } from 'node:http';
import type { UserInfo } from '../authentication/user-info.ts';
import { anonymousUser } from '../authentication/well-known-users.ts';
import { parseRequestInfo } from './parse-request-info.ts';
import type { RequestInfo } from './request-info.ts';

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
  /** Texts of `Warning` headers, each once. */
  readonly warnings: Set<string>;
}

/** Reads method, path and query; nothing of the body. */
export function openRequest(incoming: IncomingMessage, response: ServerResponse): ApiRequest {
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const method = incoming.method ?? 'GET';
  const info = parseRequestInfo(method, path, query);
  return { incoming, response, method, path, query, info, user: anonymousUser, warnings: new Set() };
}
