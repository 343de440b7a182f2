import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry that images can be pushed to, as much as a push needs of the distribution protocol; keeps manifests only. */
export interface ImageRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT`, which engines take for one without TLS. */
  readonly address: string;
  /** `name:tag` of what was pushed, oldest first. */
  readonly images: readonly string[];
}

export async function startImageRegistry(): Promise<ImageRegistry> {
  const blobs = new Map<string, number>();
  const images: string[] = [];
  const server = createServer((request, response) => void answer(request, response, { blobs, images })); // a broken push fails the test by what is missing
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    address: `127.0.0.1:${port}`,
    images,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Kept {
  /** Sizes by digest; by path while one is being uploaded. */
  readonly blobs: Map<string, number>;
  readonly images: string[];
}

async function answer(request: IncomingMessage, response: ServerResponse, { blobs, images }: Kept): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://registry');
  const body = Buffer.concat(await Array.fromAsync(request));
  const [, name = '', kind, rest = ''] = /^\/v2\/(.+)\/(blobs|manifests)\/(.*)$/.exec(pathname) ?? [];
  const end = (status: number, headers: Readonly<Record<string, string | number>> = {}) =>
    void response.writeHead(status, headers).end();
  if (kind === undefined) return end(200);
  if (request.method === 'POST') return end(202, { Location: `/v2/${name}/blobs/uploads/${randomUUID()}`, Range: '0-0' });
  const size = (blobs.get(pathname) ?? 0) + body.length;
  if (request.method === 'PATCH') {
    blobs.set(pathname, size);
    return end(202, { Location: pathname, Range: `0-${Math.max(0, size - 1)}` });
  }
  if (request.method !== 'PUT') {
    const known = blobs.get(rest);
    return known === undefined ? end(404) : end(200, { 'Content-Length': known, 'Docker-Content-Digest': rest });
  }
  const digest = searchParams.get('digest') ?? `sha256:${createHash('sha256').update(body).digest('hex')}`;
  blobs.set(digest, size);
  if (kind === 'manifests') images.push(`${name}:${rest}`);
  return end(201, { Location: `/v2/${name}/${kind}/${digest}`, 'Docker-Content-Digest': digest });
}
