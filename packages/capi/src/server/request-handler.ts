import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { HookServer } from './hook-server.ts';
import { type ProbeOptions, probe } from './probes.ts';

/** Gives each request to who answers it: hooks, probes, or nobody. */
export function requestHandler(
  hooks: HookServer,
  probes: ProbeOptions,
  callers: 'anyone' | 'verified',
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const target = request.url ?? '/';
    const mark = target.indexOf('?');
    const path = mark < 0 ? target : target.slice(0, mark);
    const route = hooks.routeOf(path);
    if (!route) probe(path, response, probes).catch(() => response.writeHead(500).end());
    else if (callers === 'verified' && !(request.socket as TLSSocket).authorized) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end('a client certificate of a known authority is required\n');
    } else hooks.serve(route, mark < 0 ? '' : target.slice(mark + 1), { request, response });
  };
}
