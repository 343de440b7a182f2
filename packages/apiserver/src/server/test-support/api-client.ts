import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { type ApiServer, type ApiServerOptions, startApiServer } from '../../index.ts';

export interface Answer {
  readonly code: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON, or `{}`. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every kind
  readonly body: any;
}

export interface Ask {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Told = { readonly type: string; readonly object: Answer['body'] };

/** A watch that the server has begun to answer, so that it tells of all that is written from now on; not read until it is told to. */
export interface OpenWatch extends AsyncDisposable {
  /** Its lines until `count` have come, or it ended. */
  lines(count: number): Promise<readonly Told[]>;
  /** Reads all there is, and says how it ended. */
  read(): Promise<'ended' | 'aborted'>;
}

/** A server and a connection to it, over real HTTPS, as the administrator or somebody else. */
export interface Running extends AsyncDisposable {
  readonly server: ApiServer;
  ask(method: string, path: string, ask?: Ask): Promise<Answer>;
  /** The same, without a certificate. */
  askUnknown(method: string, path: string, ask?: Ask): Promise<Answer>;
  /** The same, as another user. */
  askAs(
    who: { readonly user: string; readonly groups?: readonly string[] },
    method: string,
    path: string,
    ask?: Ask,
  ): Promise<Answer>;
  openWatch(path: string): Promise<OpenWatch>;
  /** Lines of a watch until `count` have come, or it ended. */
  watch(path: string, count?: number, accept?: string): Promise<readonly Told[]>;
}

export const configMaps = '/api/v1/namespaces/default/configmaps';
export const mergePatch = { 'content-type': 'application/merge-patch+json' };
export const jsonPatch = { 'content-type': 'application/json-patch+json' };
export const strategicPatch = { 'content-type': 'application/strategic-merge-patch+json' };
export const applyPatch = { 'content-type': 'application/apply-patch+yaml' };

export async function run(options: ApiServerOptions = {}): Promise<Running> {
  const server = await startApiServer(options);
  const admin = await server.issueClientCertificate({ user: 'admin', groups: ['system:masters'] });
  const agentOf = ({ certificate, key }: typeof admin) =>
    new Agent({ ca: server.caCertificate, cert: certificate, key, keepAlive: true, maxCachedSessions: 0 });
  const agent = agentOf(admin);
  const ask: Running['ask'] = (method, path, given) => send(server.port, agent, method, path, given);
  return {
    server,
    ask,
    askAs: async ({ user, groups = [] }, method, path, given) =>
      send(server.port, agentOf(await server.issueClientCertificate({ user, groups })), method, path, given),
    askUnknown: (method, path, given) => send(server.port, new Agent({ ca: server.caCertificate }), method, path, given),
    watch: (path, count, accept) => readWatch({ port: server.port, agent, path, ...(accept && { accept }) }, count),
    openWatch: (path) => openWatch(server.port, agent, path),
    async [Symbol.asyncDispose]() {
      await server.close();
      agent.destroy();
    },
  };
}

function send(port: number, agent: Agent, method: string, path: string, { body, headers = {} }: Ask = {}): Promise<Answer> {
  const sent = body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const type = sent ? { 'content-type': 'application/json', 'content-length': String(sent.length) } : {};
    const asked = request(
      { host: '127.0.0.1', port, agent, method, path, headers: { 'user-agent': 'tests', ...type, ...headers } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ code: answer.statusCode ?? 0, headers: answer.headers, text, body: parsed(text) });
        });
      },
    );
    asked.on('error', reject);
    asked.end(sent);
  });
}

interface WatchRequest {
  readonly port: number;
  readonly agent: Agent;
  readonly path: string;
  readonly accept?: string;
}

function readWatch(watch: WatchRequest, count = Number.POSITIVE_INFINITY): ReturnType<Running['watch']> {
  const { port, agent, path, accept = 'application/json' } = watch;
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, agent, path, headers: { 'user-agent': 'tests', accept } }, (answer) => {
      linesOf(answer, count).then((lines) => {
        resolve(lines);
        asked.destroy();
      }, reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

function linesOf(answer: IncomingMessage, count: number): Promise<readonly Told[]> {
  return new Promise((resolve) => {
    let text = '';
    const whole = () => text.split('\n').slice(0, -1).slice(0, count);
    const lines = () => whole().map((line) => JSON.parse(line));
    answer.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (whole().length === count) resolve(lines());
    });
    answer.on('end', () => resolve(lines()));
  });
}

function openWatch(port: number, agent: Agent, path: string): ReturnType<Running['openWatch']> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, agent, path, headers: { 'user-agent': 'tests' } }, (answer) => {
      const { promise, resolve: ended } = Promise.withResolvers<'ended' | 'aborted'>();
      answer.on('end', () => ended('ended'));
      answer.on('error', () => ended('aborted'));
      const read = () => {
        answer.resume();
        return promise;
      };
      resolve({ lines: (count) => linesOf(answer, count), read, [Symbol.asyncDispose]: async () => void asked.destroy() });
    });
    asked.on('error', reject);
    asked.end();
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
