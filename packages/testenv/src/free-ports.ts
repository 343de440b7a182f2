import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Below those that systems give to connections, any of which could take a port in the moment before its program listens, and above
 * those that Cluster API's in-memory provider counts up from 20,000.
 */
const [lowest, highest] = [25_000, 32_000] as const;

/** Ports of loopback that nobody listens on at this moment, for programs that can't be told to choose one. */
export async function freePorts(count: number): Promise<number[]> {
  const held = new Map<number, Server>();
  while (held.size < count) {
    const port = randomInt(lowest, highest);
    const server = held.has(port) ? undefined : await listening(port);
    if (server) held.set(port, server);
  }
  await Promise.all([...held.values()].map((server) => server[Symbol.asyncDispose]()));
  return [...held.keys()];
}

/** A server at a port, unless there is one already. */
async function listening(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
