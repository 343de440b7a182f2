import { once } from 'node:events';
import { Agent, createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { loopbackCertificate, loopbackKey } from '../e2e/loopback-certificate.ts';

/** Stands before an API server and counts what is asked of it. */
export interface CountingProxy extends AsyncDisposable {
  readonly url: string;
  /** Requests so far, as `GET /api/v1/namespaces`. */
  readonly requests: readonly string[];
}

/** Answers with the loopback certificate, so that clients pay for TLS as they do without it. */
export async function startCountingProxy(server: string, certificateAuthority: string): Promise<CountingProxy> {
  const agent = new Agent({ ca: certificateAuthority, keepAlive: true });
  const requests: string[] = [];
  const proxy = createServer({ cert: loopbackCertificate, key: loopbackKey }, (incoming, outgoing) => {
    requests.push(`${incoming.method} ${incoming.url}`);
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url ?? '/', server), { agent, ...(method && { method }), headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const { port } = proxy.address() as AddressInfo; // of a TCP server that listens
  return {
    url: `https://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      agent.destroy();
    },
  };
}
