import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';

/** Something at an address that stands for a workload cluster's API server. */
export interface WorkloadServer extends AsyncDisposable {
  readonly url: string;
  /** Requests, or connections where nothing is answered, so far. */
  readonly contacts: number;
  /** What is answered from now on. */
  answer(status: number): void;
  /** Resolves at the next request or connection. */
  contact(): Promise<void>;
}

/** Answers every request with a status and an empty list of paths. */
export async function answeringServer(status = 200): Promise<WorkloadServer> {
  const seen = new Contacts();
  let answered = status;
  const server = createHttpServer((_request, response) => {
    seen.add();
    response.writeHead(answered, { 'content-type': 'application/json' }).end('{"paths":[]}');
  });
  return serving(server, seen, (next) => {
    answered = next;
  });
}

/** Accepts connections and never says a word. */
export async function silentServer(): Promise<WorkloadServer> {
  const seen = new Contacts();
  const server = createTcpServer(() => seen.add());
  return serving(server, seen, () => undefined);
}

/** An address at which nothing listens: not a port that was free a moment ago, which the system gives to the next who asks for one. */
export const deadAddress = 'http://127.0.0.1:1';

class Contacts {
  count = 0;
  #waiting: (() => void)[] = [];

  add(): void {
    this.count++;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  next(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    return promise;
  }
}

async function serving(server: Server, seen: Contacts, answer: (status: number) => void): Promise<WorkloadServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    get contacts() {
      return seen.count;
    },
    answer,
    contact: () => seen.next(),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
