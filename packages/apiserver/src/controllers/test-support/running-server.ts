import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { parse } from 'yaml';
import { startApiServer } from '../../index.ts';
import type { ApiServerOptions } from '../../server/options.ts';

/** As much of an object as these tests look at. */
export interface Answered {
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly { readonly uid: string; readonly blockOwnerDeletion?: boolean }[];
  };
  readonly [field: string]: unknown;
}

interface Answer {
  readonly code: number;
  readonly body: Answered;
}

/** A server in memory, spoken to over HTTPS with the administrator's certificate. */
export class RunningServer implements AsyncDisposable {
  readonly #url: string;
  readonly #agent: Agent;
  readonly #close: () => Promise<void>;

  constructor(url: string, agent: Agent, close: () => Promise<void>) {
    this.#url = url;
    this.#agent = agent;
    this.#close = close;
  }

  /** Any answer, refusals too. */
  async request(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<Answer> {
    const content = body === undefined ? '' : JSON.stringify(body);
    const headers = { 'content-type': contentType, 'content-length': Buffer.byteLength(content) };
    const response = await responseTo(request(`${this.#url}${path}`, { method, agent: this.#agent, headers }).end(content));
    const text = (await response.toArray()).join('');
    return { code: response.statusCode ?? 0, body: JSON.parse(text) };
  }

  async get(path: string): Promise<Answered | undefined> {
    const { code, body } = await this.request('GET', path);
    return code === 404 ? undefined : accepted('GET', path, { code, body });
  }

  async create(path: string, object: object): Promise<Answered> {
    return accepted('POST', path, await this.request('POST', path, object));
  }

  async mergePatch(path: string, patch: object): Promise<Answered> {
    return accepted('PATCH', path, await this.request('PATCH', path, patch, 'application/merge-patch+json'));
  }

  async delete(path: string, propagationPolicy?: 'Orphan' | 'Background' | 'Foreground'): Promise<Answered> {
    const options = { kind: 'DeleteOptions', apiVersion: 'v1', ...(propagationPolicy && { propagationPolicy }) };
    return accepted('DELETE', path, await this.request('DELETE', path, options));
  }

  /** Watches one object, or its absence, until it is as wanted; fails with what it saw last, before the test's own time is over. */
  async until(path: string, wanted: (object: Answered | undefined) => boolean): Promise<Answered | undefined> {
    const slash = path.lastIndexOf('/');
    const listPath = `${path.slice(0, slash)}?fieldSelector=metadata.name%3D${path.slice(slash + 1)}`;
    const list = await this.request('GET', listPath);
    let last = (list.body['items'] as readonly Answered[])[0]; // a list's
    if (wanted(last)) return last;
    const limit = AbortSignal.timeout(100_000);
    for await (const { type, object } of this.#watch(
      `${listPath}&watch=1&resourceVersion=${list.body.metadata.resourceVersion}`,
      limit,
    )) {
      last = type === 'DELETED' ? undefined : object;
      if (wanted(last)) return last;
    }
    throw new Error(`${path} never was as wanted; at last it was ${JSON.stringify(last)}`);
  }

  gone = (path: string) => this.until(path, (object) => object === undefined);

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    await this.#close();
  }

  async *#watch(path: string, signal: AbortSignal): AsyncGenerator<{ readonly type: string; readonly object: Answered }> {
    const call = request(`${this.#url}${path}`, { agent: this.#agent });
    const response = await responseTo(call.end());
    const end = () => response.destroy();
    signal.addEventListener('abort', end);
    try {
      let rest = '';
      for await (const chunk of response) {
        const lines = `${rest}${chunk}`.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) yield JSON.parse(line);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', end);
    }
  }
}

async function responseTo(call: ClientRequest): Promise<IncomingMessage> {
  const [response] = await once(call, 'response');
  return response.setEncoding('utf8');
}

function accepted(method: string, path: string, { code, body }: Answer): Answered {
  if (code < 300) return body;
  throw new Error(`${method} ${path} answered ${code}: ${String(body['message'])}`);
}

/** Starts one. What the server calls a defect fails the test. */
export async function startServer(options: ApiServerOptions = {}): Promise<RunningServer> {
  const notes: string[] = [];
  const server = await startApiServer({ onNote: (text) => notes.push(text), ...options });
  const kubeconfig = parse(server.adminKubeconfig());
  const { 'client-certificate-data': cert, 'client-key-data': key } = kubeconfig.users[0].user;
  const decoded = (text: string) => Buffer.from(text, 'base64').toString();
  const agent = new Agent({ ca: server.caCertificate, cert: decoded(cert), key: decoded(key), keepAlive: true, maxSockets: 16 });
  return new RunningServer(server.url, agent, async () => {
    await server.close();
    if (notes.length > 0) throw new Error(notes.join('\n'));
  });
}
