import type { Client } from '@capstan/client';
import { type Clock, type Logger, silentLogger, systemClock } from '@capstan/runtime';
import { type Duration, durationMs } from '@capstan/schema';
import type { Registry } from 'prom-client';
import { CapiError } from '../capi-error.ts';
import type { Extension } from '../extension/extension.ts';
import { startBackground } from './background.ts';
import { CallTally } from './call-tally.ts';
import type { CertificateSource } from './certificates/certificate-source.ts';
import { expiryOf } from './certificates/serving-certificate.ts';
import { followTrust, type Trust } from './certificates/trust.ts';
import { Deadlines } from './deadlines.ts';
import { basePath, hookRoutes } from './hook-routes.ts';
import { HookServer } from './hook-server.ts';
import { type Listener, listen } from './listen.ts';
import type { ObservedCall } from './observed-call.ts';
import { requestHandler } from './request-handler.ts';
import { RunningCalls } from './running-calls.ts';
import { tallyRegistry } from './tally-registry.ts';

export interface ExtensionServerOptions {
  /** One is served at `/`, several each below `/<name>`. */
  readonly extensions: readonly Extension[];
  /** What it is recognised by. Renewed certificates are used for new connections; nothing is dropped. */
  readonly certificate: CertificateSource;
  /** The management cluster, for `ctx.client`. Default: none. */
  readonly client?: Client;
  /** Default: port 9443 of all addresses. Port 0 picks a free one. */
  readonly listen?: { readonly host?: string; readonly port?: number };
  /** PEM of authorities; calls without a client certificate of theirs are refused with 403. Default: anyone may call. */
  readonly clientCaFile?: string;
  /** Default: says nothing. */
  readonly logger?: Logger;
  /** Calls that run at one time; more are answered with a failure, and come again. Default: 256. */
  readonly maxInFlight?: number;
  /** How long calls in flight may go on when the server ends. Default: `'10s'`. */
  readonly gracePeriod?: Duration;
  /**
   * Writes `caBundle` of the extensions' ExtensionConfigs whenever it is another one; needs `client`. Default: whether there is
   * one, and the certificate is self-managed and kept in a Secret, as in a cluster.
   */
  readonly injectCaBundle?: boolean;
  /** Told of every call when it has ended. */
  readonly observe?: (call: ObservedCall) => void;
  /** Where time comes from. Default: the system's. */
  readonly clock?: Clock;
}

/** Extensions being served; disposing stops accepting, finishes calls in flight, and closes. */
export interface ExtensionServer extends AsyncDisposable {
  /** `https://HOST:PORT`, as it is reached from this machine. */
  readonly url: string;
  /** What goes into the ExtensionConfig: `url` with the extension's path. */
  urlOf(extension: Pick<Extension, 'name'>): string;
  /** PEM of the authorities that callers must trust now. */
  readonly caBundle: string;
  /** Announces the end: `/readyz` fails, and answers send callers to another connection. Calls are still answered. */
  drain(): void;
  /** Of prom-client; `GET /metrics` answers it. */
  readonly registry: Registry;
}

/**
 * Serves runtime extensions over HTTPS, with `/healthz`, `/readyz` and `/metrics` on the same port. **Guarantees**: a call that
 * was accepted is answered before its caller stops waiting. Rejects with `InvalidCertificate` or `AddressTaken`.
 *
 * @example
 * await using server = await startExtensionServer({
 *   extensions: [gates],
 *   certificate: { from: 'files', directory: '/certificates' },
 * });
 */
export async function startExtensionServer(options: ExtensionServerOptions): Promise<ExtensionServer> {
  const { extensions, client, logger = silentLogger, clock = systemClock } = options;
  const routes = hookRoutes(extensions);
  await using made = new AsyncDisposableStack();
  const trust = made.use(await followTrust(options.certificate, options.clientCaFile, { logger, clock }));
  const callClock = options.clock ?? steadyClock;
  const deadlines = made.use(new Deadlines(callClock));
  const tally = new CallTally();
  const running = new RunningCalls(options.maxInFlight ?? 256);
  const calls = { client, logger, clock: callClock, deadlines, running, tally, ended: report(options, logger) };
  const hooks = new HookServer({ routes, ...calls });
  let shown: Registry | undefined;
  const registry = () => {
    shown ??= tallyRegistry(tally);
    return shown;
  };
  made.use(startBackground(extensions, client, logger));
  const listener = made.use(await open(options, { trust, hooks, registry, clock, logger }));
  if (options.injectCaBundle ?? isManagedInCluster(options)) {
    const { injectCaBundle } = await import('./certificates/inject-ca-bundle.ts');
    const inject = { client: requireClient(client), certificates: trust.serving, clock, logger };
    for (const { name } of extensions) made.use(injectCaBundle(name, inject));
  }
  const resources = made.move();
  return {
    url: listener.url,
    urlOf: ({ name }) => listener.url + basePath(extensions, name),
    get caBundle() {
      return trust.serving.current.caBundle;
    },
    drain: () => hooks.drain(),
    get registry() {
      return registry();
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Calls are timed by a clock that nobody sets. */
const steadyClock: Clock = { ...systemClock, now: () => performance.now() };

interface Opened {
  readonly trust: Trust;
  readonly hooks: HookServer;
  readonly registry: () => Registry;
  readonly clock: Clock;
  readonly logger: Logger;
}

async function open(options: ExtensionServerOptions, { trust, hooks, registry, clock, logger }: Opened): Promise<Listener> {
  const isExpired = () => clock.now() >= expiryOf(trust.serving.current.certificate);
  const unready = () => (hooks.isDraining ? 'shutting down' : isExpired() ? 'the certificate has expired' : undefined);
  const listener = await listen({
    host: options.listen?.host ?? '0.0.0.0',
    port: options.listen?.port ?? 9443,
    trust,
    gracePeriodMs: durationMs(options.gracePeriod ?? '10s'),
    logger,
    drain: () => hooks.drain(),
    handle: requestHandler(hooks, { registry, unready }, trust.clientCa === undefined ? 'anyone' : 'verified'),
  });
  trust.onChange(() => listener.reload());
  listener.reload(); // for what changed while it was opened
  return listener;
}

/** Logs and tells of a call that has ended. */
function report({ observe }: ExtensionServerOptions, logger: Logger): (call: ObservedCall) => void {
  return (call) => {
    logCall(logger, call);
    try {
      observe?.(call);
    } catch (error) {
      logger.error({ error: String(error) }, 'the observer of calls threw');
    }
  };
}

function isManagedInCluster({ client, certificate }: ExtensionServerOptions): boolean {
  return client !== undefined && certificate.from === 'selfManaged' && 'secret' in certificate.keep;
}

function requireClient(client: Client | undefined): Client {
  if (client) return client;
  throw new CapiError('injectCaBundle needs a client', { code: 'NoCluster', hint: 'Start the server with { client } too.' });
}

function logCall(logger: Logger, { message, durationMs: ms, ...call }: ObservedCall): void {
  logger.info({ ...call, ...(message !== '' && { answer: message }), ms: Math.round(ms * 10) / 10 }, 'hook called');
}
