import { join } from 'node:path';
import { startControllers } from '../controllers/start-controllers.ts';
import { startCustomResourceController } from '../custom-resources/custom-resource-controller.ts';
import { assemble } from './assemble.ts';
import { createFirstObjects } from './first-objects.ts';
import { listen } from './https-listener.ts';
import { kubeconfigOf } from './kubeconfig.ts';
import { openObjects } from './open-objects.ts';
import { type ApiServerOptions, resolveOptions } from './options.ts';
import type { KeyedCertificate } from './pki/certificate.ts';
import { issueClientCertificate, preparePki } from './pki/server-pki.ts';

/** A running API server. */
export interface ApiServer extends AsyncDisposable {
  /** `https://HOST:PORT`. */
  readonly url: string;
  readonly port: number;
  /** The authority that signed the server's certificate, PEM. */
  readonly caCertificate: string;
  /** A kubeconfig of the administrator (group `system:masters`), YAML. */
  adminKubeconfig(): string;
  /** A certificate for a user of these groups, good for a year. */
  issueClientCertificate(who: { readonly user: string; readonly groups: readonly string[] }): Promise<KeyedCertificate>;
  /** Ends watches and connections, and closes the store. Takes less than a second. */
  close(): Promise<void>;
}

/** Starts an API server; resolves when it is ready. Rejects with a `ListenError`, or a `StorageError` of the data directory. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const resolved = resolveOptions(options);
  await using held = new AsyncDisposableStack();
  const store = held.use(await openObjects(resolved));
  const { clock, host } = resolved;
  const pki = await preparePki({
    ...(resolved.dataDir !== undefined && { directory: join(resolved.dataDir, 'pki') }),
    hosts: [...new Set([...usualHosts, ...(isWildcard(host) ? [] : [host]), ...resolved.tlsSans])],
    now: new Date(clock()),
  });
  const ended = new AbortController();
  let url = '';
  const { signal } = ended;
  const parts = assemble({ store, options: resolved, signingKey: pki.serviceAccountKey, serverUrl: () => url, signal });
  await createFirstObjects(parts, pki.authority.certificate);
  const listener = await listen(pki, resolved, parts.handle);
  held.defer(() => listener.close());
  held.use(parts.watches);
  const { verbs, kinds, onDefect } = parts;
  const work = {
    store,
    verbs,
    registry: kinds,
    clock,
    report: onDefect,
    signal,
    rootCertificates: pki.authority.certificate,
    eventTtl: resolved.eventTtl,
  };
  const controllers = Promise.all([startControllers(work), startCustomResourceController(work)]);
  held.defer(() => {
    ended.abort();
    return controllers.then(() => undefined);
  });
  url = resolved.serverUrl ?? `https://${reachable(host)}:${listener.port}`;
  const running = held.move();
  const close = () => running.disposeAsync();
  return {
    url,
    port: listener.port,
    caCertificate: pki.authority.certificate,
    adminKubeconfig: () => kubeconfigOf({ server: url, caCertificate: pki.authority.certificate, client: pki.admin }),
    issueClientCertificate: (who) => issueClientCertificate(pki.authority, who, new Date(clock())),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const usualHosts = ['127.0.0.1', '::1', 'localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
const isWildcard = (host: string) => host === '0.0.0.0' || host === '::';

/** An address that can be dialled, also where all are listened on. */
function reachable(host: string): string {
  if (isWildcard(host)) return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
