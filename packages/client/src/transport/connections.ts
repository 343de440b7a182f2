import type { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createRequire } from 'node:module';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import { ClientError } from '../client-error.ts';
import type { ClientCertificate, ClusterConfig } from '../cluster-config.ts';

export interface ConnectionSettings {
  readonly maxConnections: number;
  readonly connectTimeoutMs: number;
}

/** Loaded with the first connection: it takes 27 MB and 70 ms, which who only passes types of this package on need not pay. */
const loadUndici = () => createRequire(import.meta.url)('undici') as typeof import('undici'); // what the module is

/** An import of node:http asks for each of its exports, and one of them loads the undici inside Node: 7 MB. */
const loadHttp = () => process.getBuiltinModule('node:http');

/** Just under the 90 s after which an API server closes an idle connection, so that requests do not meet a closing one. */
const keepAliveMs = 55_000;

/**
 * The sockets of a client and of all clients derived from it: HTTP/1.1 with keep-alive, one pool for calls and one
 * without a limit for watches, so that watches cannot starve calls, for each client certificate in use.
 */
export class Connections {
  readonly origin: string;
  readonly #config: ClusterConfig;
  readonly #settings: ConnectionSettings;
  readonly #calls = new Map<ClientCertificate | undefined, Dispatcher>();
  readonly #watches = new Map<ClientCertificate | undefined, Dispatcher>();
  readonly #contexts = new Map<ClientCertificate | undefined, SecureContext>();
  readonly #others = new Set<() => void>();
  #closed = false;

  constructor(config: ClusterConfig, settings: ConnectionSettings) {
    this.origin = new URL(config.server).origin;
    this.#config = config;
    this.#settings = settings;
  }

  get closed(): boolean {
    return this.#closed;
  }

  calls(certificate: ClientCertificate | undefined): Dispatcher {
    return this.#calls.get(certificate) ?? this.#open(this.#calls, certificate, this.#settings.maxConnections);
  }

  watches(certificate: ClientCertificate | undefined): Dispatcher {
    return this.#watches.get(certificate) ?? this.#open(this.#watches, certificate, null);
  }

  /** A way to the server for one connection that leaves HTTP behind, which undici would not let a WebSocket library have. */
  upgradeAgent(certificate: ClientCertificate | undefined): HttpAgent {
    const { proxyUrl } = this.#config;
    const proxy = proxyUrl?.reveal();
    if (proxy?.startsWith('socks')) {
      throw new ClientError('a WebSocket cannot be opened through a socks proxy', {
        code: 'InvalidRequest',
        hint: 'Use an http:// or https:// proxy-url for this cluster.',
      });
    }
    const proxyEnv = proxy === undefined ? undefined : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
    const options = { keepAlive: false, timeout: 0, ...(proxyEnv && { proxyEnv }) };
    return this.origin.startsWith('https:')
      ? new HttpsAgent({ ...options, ...this.#tlsOptions(certificate) })
      : new (loadHttp().Agent)(options);
  }

  /** Calls `end` when the sockets are closed, unless it was disposed before. */
  whileOpen(end: () => void): Disposable {
    this.#others.add(end);
    return { [Symbol.dispose]: () => void this.#others.delete(end) };
  }

  /** Lets go of a certificate that was replaced: what is running ends in its own time. */
  retire(certificate: ClientCertificate): void {
    for (const pools of [this.#calls, this.#watches]) {
      // Nobody waits for it: closing ends with the last request, and its failures are those requests' own.
      pools
        .get(certificate)
        ?.close()
        .catch(() => undefined);
      pools.delete(certificate);
    }
    this.#contexts.delete(certificate);
  }

  /** Closes every socket; requests in flight fail. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const end of this.#others) end();
    const pools = [...this.#calls.values(), ...this.#watches.values()];
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #open(
    pools: Map<ClientCertificate | undefined, Dispatcher>,
    certificate: ClientCertificate | undefined,
    connections: number | null,
  ): Dispatcher {
    const pool = this.#createPool(certificate, connections);
    pools.set(certificate, pool);
    return pool;
  }

  #createPool(certificate: ClientCertificate | undefined, connections: number | null): Dispatcher {
    const { proxyUrl } = this.#config;
    const { buildConnector, Pool, ProxyAgent } = loadUndici();
    const tls = { allowH2: false, ...this.#tlsOptions(certificate) };
    // Calls and watches have time-outs of their own, so undici's are off; its default would be HTTP/2 where offered.
    const options = {
      connections,
      allowH2: false,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: keepAliveMs,
    };
    if (proxyUrl)
      return new ProxyAgent({
        ...options,
        uri: proxyUrl.reveal(),
        requestTls: tls,
        connectTimeout: this.#settings.connectTimeoutMs,
      });
    return new Pool(this.origin, { ...options, connect: buildConnector({ ...tls, timeout: this.#settings.connectTimeoutMs }) });
  }

  #tlsOptions(certificate: ClientCertificate | undefined) {
    const { insecureSkipTlsVerify, tlsServerName } = this.#config;
    return {
      secureContext: this.#secureContext(certificate),
      rejectUnauthorized: !insecureSkipTlsVerify,
      ...(tlsServerName !== undefined && { servername: tlsServerName }),
    };
  }

  /** Certificates are parsed once, not for every connection. */
  #secureContext(certificate: ClientCertificate | undefined): SecureContext {
    const known = this.#contexts.get(certificate);
    if (known) return known;
    const { certificateAuthority: ca } = this.#config;
    const context = createSecureContext({
      ...(ca !== undefined && { ca }),
      ...(certificate && { cert: certificate.certificate, key: certificate.key.reveal() }),
    });
    this.#contexts.set(certificate, context);
    return context;
  }
}
