import { type Duration, durationMs } from '@capstan/schema';
import type { Client, ClientOverrides } from './client.ts';
import type { ClusterConfig, Impersonation } from './cluster-config.ts';
import { createCredentials } from './credentials/create-credentials.ts';
import { type Credentials, tokenCredentials } from './credentials/credentials.ts';
import { ServerDiscovery } from './discovery/server-discovery.ts';
import { KubeClient } from './kube-client.ts';
import { Connections } from './transport/connections.ts';
import { Transport, type TransportSettings } from './transport/transport.ts';

export interface CreateClientOptions {
  /** Gives up a call after this long, retries included; for a list, each page. Default: `'30s'`. */
  readonly timeout?: Duration;
  /** Who owns the fields that are written, unless a call says otherwise. Default: none, so that `apply` must name one. */
  readonly fieldManager?: string;
  /** Default: `'capstan'`. The server takes what comes before a slash as field manager of writes that name none. */
  readonly userAgent?: string;
  /** Sockets for calls at one time; more calls wait. Watches have sockets of their own. Default: 64. */
  readonly maxConnections?: number;
  /** Gives up connecting after this long. Default: `'10s'`. */
  readonly connectTimeout?: Duration;
  /** How often a call that may be repeated is. Default: 5. */
  readonly maxRetries?: number;
  /** Told of the server's warnings: unknown fields, versions that will go. Default: nobody is. */
  readonly onWarning?: (warning: string) => void;
  /** From 0 up to 1; spreads retries. Default: `Math.random`. */
  readonly random?: () => number;
  /** Milliseconds on a clock that moves forward, for re-reading token files. Default: `performance.now`. */
  readonly now?: () => number;
}

interface User {
  readonly credentials: Credentials;
  readonly impersonate: Impersonation | undefined;
  readonly fieldManager: string | undefined;
}

/**
 * A client for one cluster. Nothing is connected until the first call.
 *
 * @example
 * await using client = createClient(await loadKubeconfig({ path: '.capstan/kubeconfig' }), { fieldManager: 'shop' });
 * const app = await client.find(ConfigMap, { name: 'app', namespace: 'shop' });
 */
export function createClient(config: ClusterConfig, options: CreateClientOptions = {}): Client {
  const { fieldManager, now = () => performance.now() } = options;
  const connections = new Connections(config, {
    maxConnections: options.maxConnections ?? 64,
    connectTimeoutMs: durationMs(options.connectTimeout ?? '10s'),
  });
  const settings = resolveSettings(config, options);
  const timeoutMs = durationMs(options.timeout ?? '30s');
  const make = (user: User, close: () => Promise<void>): Client => {
    const transport = new Transport(connections, user.credentials, user.impersonate, settings);
    const session = { transport, timeoutMs, fieldManager: user.fieldManager };
    return new KubeClient({
      server: connections.origin,
      defaultNamespace: config.defaultNamespace ?? 'default',
      session,
      discovery: new ServerDiscovery(session),
      derive: (overrides) => make(override(user, overrides), () => Promise.resolve()),
      close,
    });
  };
  const user = { credentials: createCredentials(config, now), impersonate: config.impersonate, fieldManager };
  return make(user, () => connections.close());
}

function resolveSettings(config: ClusterConfig, options: CreateClientOptions): TransportSettings {
  return {
    basePath: new URL(config.server).pathname.replace(/\/+$/, ''),
    userAgent: options.userAgent ?? 'capstan',
    retry: { maxRetries: options.maxRetries ?? 5, random: options.random ?? Math.random },
    onWarning: options.onWarning,
  };
}

/** Another token is another user: whom the first one acted as does not carry over. */
function override(user: User, { token, impersonate, fieldManager }: ClientOverrides): User {
  return {
    credentials: token ? tokenCredentials(token) : user.credentials,
    impersonate: impersonate ?? (token ? undefined : user.impersonate),
    fieldManager: fieldManager ?? user.fieldManager,
  };
}
