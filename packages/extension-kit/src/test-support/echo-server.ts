import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { HookEndpoint, ServingCertificate } from '@capstan/capi';

/** A server that answers any request with the body that it was sent. */
export interface EchoServer extends AsyncDisposable {
  readonly endpoint: HookEndpoint;
  /** Method, path and body of each request so far. */
  readonly seen: readonly (readonly [method: string | undefined, path: string | undefined, body: Buffer])[];
}

export async function startEcho({ certificate, key, caBundle }: ServingCertificate): Promise<EchoServer> {
  const seen: [string | undefined, string | undefined, Buffer][] = [];
  const server = createServer({ cert: certificate, key }, async (incoming, response) => {
    const body = Buffer.concat(await incoming.toArray());
    seen.push([incoming.method, incoming.url, body]);
    response.writeHead(207, { 'content-type': 'text/odd' }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    endpoint: { url: `https://127.0.0.1:${port}`, caBundle },
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
