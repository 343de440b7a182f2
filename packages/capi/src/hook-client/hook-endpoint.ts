import { Agent } from 'node:https';
import { CapiError } from '../capi-error.ts';

/** Where an extension is, and what makes it trusted. */
export interface HookEndpoint {
  /** An https address; a path in it comes before the paths of hooks. */
  readonly url: string;
  /** Certificate authorities in PEM. Default: those of the system. */
  readonly caBundle?: string;
  /** What to show to an extension that asks for a client certificate. */
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  /** The name that the certificate must carry. Default: the host of `url`. */
  readonly serverName?: string;
  /** Takes any certificate. For development only: whoever is on the way reads and answers what is meant for the extension. */
  readonly insecureSkipTlsVerify?: boolean;
  /** Connections to reuse, of {@link keepAlive}. Default: a new connection for each call. */
  readonly agent?: Agent;
}

/** The same extension over connections that stay open until it is disposed. */
export function keepAlive(endpoint: HookEndpoint): HookEndpoint & Disposable {
  const agent = new Agent({ keepAlive: true });
  return { ...endpoint, agent, [Symbol.dispose]: () => agent.destroy() };
}

/** The part of an ExtensionConfig that says where the extension is. */
export interface HookClientConfig {
  readonly url?: string | undefined;
  readonly service?:
    | {
        readonly namespace: string;
        readonly name: string;
        readonly path?: string | undefined;
        readonly port?: number | undefined;
      }
    | undefined;
  /** Base64 of certificate authorities in PEM. */
  readonly caBundle?: string | undefined;
}

/** Where the `clientConfig` of an ExtensionConfig leads. */
export function endpointOf({ url, service, caBundle }: HookClientConfig): HookEndpoint {
  if ((url === undefined) === (service === undefined)) {
    throw new CapiError('clientConfig has to name either url or service', {
      code: 'InvalidValue',
      hint: 'Set spec.clientConfig.service for an extension inside the cluster, spec.clientConfig.url for one outside.',
    });
  }
  const trusted = caBundle ? { caBundle: Buffer.from(caBundle, 'base64').toString('utf8') } : {};
  if (service === undefined) return { url: url ?? '', ...trusted };
  const { name, namespace, port = 443, path = '' } = service;
  return { url: `https://${name}.${namespace}.svc:${port}${path}`, ...trusted };
}

/** The address of a path of the extension, behind the endpoint's own path. */
export function addressOf({ url }: HookEndpoint, path: string): URL {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new CapiError(`${url === '' ? 'the empty address' : url} is not an https address`, {
      code: 'InvalidValue',
      hint: 'Cluster API calls extensions by https only: write https://HOST:PORT, with a path if hooks are below one.',
    });
  }
  // Anything else would go on with the host's name: "https://host" and "@other/" is an address at other.
  if (!path.startsWith('/')) {
    throw new CapiError(`the path ${JSON.stringify(path.slice(0, 80))} does not begin with "/"`, {
      code: 'InvalidValue',
      hint: 'Paths of hooks are /hooks.runtime.cluster.x-k8s.io/v1alpha1/…, below the address of the extension.',
    });
  }
  const base = new URL(url);
  return new URL(`${base.origin}${base.pathname.replace(/\/+$/, '')}${path}`);
}
