import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { RuntimeError } from '../runtime-error.ts';

export interface HealthServerOptions {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  /** Named checks of `/readyz`. */
  readonly ready: Readonly<Record<string, () => boolean>>;
}

export interface HealthServer extends AsyncDisposable {
  /** `http://HOST:PORT`. */
  readonly address: string;
}

/** Serves `/healthz`, `/readyz` and `/metrics`. */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  // An import of node:http asks for each of its exports, and one of them loads the undici inside Node: several megabytes.
  const { createServer } = process.getBuiltinModule('node:http');
  const server = createServer((request, response) => {
    // Whatever is asked, an answer: an error that got away here would end the operator.
    answer(request.url ?? '/', response, options).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new RuntimeError(`cannot serve health on ${options.host}:${options.port}: ${cause.message}`, {
          code: 'HealthAddressTaken',
          hint: 'Choose another address, or port 0 for any free one.',
          cause,
        }),
      ),
    );
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    address: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(target: string, response: ServerResponse, { registry, ready }: HealthServerOptions): Promise<void> {
  const [pathname, query] = target.split('?', 2);
  const verbose = new URLSearchParams(query).has('verbose');
  if (pathname === '/metrics') {
    response.setHeader('content-type', registry.contentType);
    response.end(await registry.metrics());
  } else if (pathname === '/healthz') checks(response, { ping: () => true }, 'healthz', verbose);
  else if (pathname === '/readyz') checks(response, ready, 'readyz', verbose);
  else response.writeHead(404).end('there are /healthz, /readyz and /metrics\n');
}

function checks(response: ServerResponse, named: HealthServerOptions['ready'], path: string, verbose: boolean): void {
  const results = Object.entries(named).map(([name, check]) => [name, check()] as const);
  const ok = results.every(([, passed]) => passed);
  const lines = results.map(([name, passed]) => (passed ? `[+]${name} ok` : `[-]${name} failed`));
  const summary = `${path} check ${ok ? 'passed' : 'failed'}`;
  response.writeHead(ok ? 200 : 500, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(verbose || !ok ? `${[...lines, summary].join('\n')}\n` : 'ok');
}
