import type { ServerResponse } from 'node:http';
import type { KubeObject } from '@capstan/schema';
import { answer, type ReceivedRequest, startServer, type TestServer } from './test-server.ts';

/** One connection of a watch, as the server sees it. */
export interface WatchSession {
  readonly request: ReceivedRequest;
  readonly response: ServerResponse;
}

export interface WatchServer extends TestServer {
  /** The next watch connection that has not been taken yet. */
  nextWatch(): Promise<WatchSession>;
}

/** A server whose lists are given and whose watches a test answers itself, one connection after the other. */
export async function startWatchServer(
  list: (request: ReceivedRequest, response: ServerResponse) => void,
  options: { readonly tls?: boolean } = {},
): Promise<WatchServer> {
  const arrived: WatchSession[] = [];
  let onArrival: (() => void) | undefined;
  const server = await startServer((request, response) => {
    if (request.query.get('watch') !== 'true') return list(request, response);
    arrived.push({ request, response });
    onArrival?.();
  }, options);
  return Object.assign(server, {
    async nextWatch(): Promise<WatchSession> {
      for (;;) {
        const session = arrived.shift();
        if (session) return session;
        await new Promise<void>((resolve) => {
          onArrival = resolve;
        });
      }
    },
  });
}

export function answerList(
  response: ServerResponse,
  items: readonly unknown[],
  metadata: Readonly<Record<string, unknown>>,
): void {
  answer(response, { kind: 'ConfigMapList', apiVersion: 'v1', metadata, items });
}

/** An event as it is on the wire, with its line end. */
export function line(type: string, object: unknown): string {
  return `${JSON.stringify({ type, object })}\n`;
}

export function bookmark(resourceVersion: string): string {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { resourceVersion } as KubeObject['metadata'] };
  return line('BOOKMARK', object);
}
