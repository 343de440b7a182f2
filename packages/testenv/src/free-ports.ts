import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ListenOptions, type Server } from 'node:net';

/**
 * Below those that systems give to connections, any of which could take a port in the moment before its program listens, and above
 * those that Cluster API's in-memory provider counts up from 20,000.
 */
const [lowest, highest] = [25_000, 32_000] as const;

/**
 * Ports of loopback that nobody listens on at this moment, for programs that can't be told to choose one. As long as this process
 * lives, no other one that asks is given them: a program may take seconds before it listens.
 */
export async function freePorts(count: number): Promise<number[]> {
  const held = new Map<number, Server>();
  while (held.size < count) {
    const port = randomInt(lowest, highest);
    const server = held.has(port) ? undefined : await listening({ port, host: '127.0.0.1' });
    if (server && (await claim(port))) held.set(port, server);
    else await server?.[Symbol.asyncDispose]();
  }
  await Promise.all([...held.values()].map((server) => server[Symbol.asyncDispose]()));
  return [...held.keys()];
}

/** Claims a port by a name that only one process can have, and that the system takes back when it ends; Linux alone has such names. */
async function claim(port: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const claimed = await listening({ path: `\0capstan-port-${port}` });
  claimed?.unref();
  return claimed !== undefined;
}

/** A server there, unless there is one already. */
async function listening(where: ListenOptions): Promise<Server | undefined> {
  const server = createServer().listen(where);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
