import type { Client } from '@capstan/client';
import { type Clock, type Logger, systemClock } from '@capstan/runtime';
import { type Duration, durationMs } from '@capstan/schema';
import type { Registry } from 'prom-client';
import type { Extension } from '../extension/extension.ts';
import { startBackground } from './background.ts';
import { type CertificateSource, servingCertificates } from './certificates/certificate-source.ts';
import { clientAuthorities } from './certificates/client-authorities.ts';
import { Followed } from './certificates/followed.ts';
import { expiryOf } from './certificates/serving-certificate.ts';
import { Deadlines } from './deadlines.ts';
import { basePath, hookRoutes } from './hook-routes.ts';
import { HookServer } from './hook-server.ts';
import { listen } from './listen.ts';
import type { ObservedCall } from './observed-call.ts';
import { requestHandler } from './request-handler.ts';
import { serverMetrics } from './server-metrics.ts';

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
  /** Of prom-client; `GET /metrics` answers it. */
  readonly registry: Registry;
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

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
  const { extensions, client, certificate, clientCaFile, logger = silent, clock = systemClock } = options;
  const routes = hookRoutes(extensions);
  await using made = new AsyncDisposableStack();
  const follow = { logger, clock };
  const certificates = made.use(
    await Followed.start((signal) => servingCertificates(certificate, { ...follow, signal }), logger),
  );
  const clientCas =
    clientCaFile === undefined
      ? undefined
      : made.use(await Followed.start((signal) => clientAuthorities(clientCaFile, { ...follow, signal }), logger));
  const metrics = serverMetrics();
  const hooks = new HookServer({
    routes,
    client,
    logger,
    clock,
    deadlines: made.use(new Deadlines(clock)),
    maxInFlight: options.maxInFlight ?? 256,
    began: metrics.began,
    ended: (call) => {
      metrics.ended(call);
      logCall(logger, call);
      options.observe?.(call);
    },
  });
  made.use(startBackground(extensions, client, logger));
  const isExpired = () => clock.now() >= expiryOf(certificates.current.certificate);
  const probes = {
    registry: metrics.registry,
    unready: () => (hooks.isDraining ? 'shutting down' : isExpired() ? 'the certificate has expired' : undefined),
  };
  const listener = made.use(
    await listen({
      host: options.listen?.host ?? '0.0.0.0',
      port: options.listen?.port ?? 9443,
      certificate: certificates.current,
      clientCa: clientCas?.current,
      gracePeriodMs: durationMs(options.gracePeriod ?? '10s'),
      drain: () => hooks.drain(),
      handle: requestHandler(hooks, probes, clientCas ? 'verified' : 'anyone'),
    }),
  );
  const reload = () => listener.use(certificates.current, clientCas?.current);
  certificates.onChange(reload);
  clientCas?.onChange(reload);
  const resources = made.move();
  return {
    url: listener.url,
    urlOf: ({ name }) => listener.url + basePath(extensions, name),
    get caBundle() {
      return certificates.current.caBundle;
    },
    registry: metrics.registry,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function logCall(logger: Logger, { message, durationMs: ms, ...call }: ObservedCall): void {
  logger.info({ ...call, ...(message !== '' && { answer: message }), ms: Math.round(ms * 10) / 10 }, 'hook called');
}
