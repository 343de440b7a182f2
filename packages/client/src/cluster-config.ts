import type { Token } from './token.ts';

/** A certificate and its key, as PEM. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly key: Token;
}

/** A command that prints credentials (`client.authentication.k8s.io`). */
export interface ExecPlugin {
  readonly apiVersion: 'client.authentication.k8s.io/v1' | 'client.authentication.k8s.io/v1beta1';
  readonly command: string;
  readonly args: readonly string[];
  /** The command's environment. A function, so that printing a configuration shows no value of it. */
  readonly environment: () => Readonly<Record<string, string | undefined>>;
  /** Tells the command which cluster it is for. */
  readonly provideClusterInfo: boolean;
  /** Handed to the command with the cluster's address, when `provideClusterInfo` is set. */
  readonly clusterExtension?: unknown;
  /** Shown when the command is missing. */
  readonly installHint?: string;
}

/** How a client says who it is, beside its certificate. */
export type Authentication =
  | { readonly type: 'anonymous' }
  | { readonly type: 'token'; readonly token: Token }
  | { readonly type: 'tokenFile'; readonly path: string }
  | { readonly type: 'basic'; readonly username: string; readonly password: Token }
  | { readonly type: 'exec'; readonly plugin: ExecPlugin };

/** Whom to act as; needs the right to do so. */
export interface Impersonation {
  readonly user: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Where an API server is and who talks to it. A plain value: nothing is open, and printing it shows no secret. */
export interface ClusterConfig {
  /** `https://host:port`, with a path if the server lives below one. */
  readonly server: string;
  /** PEM of the authorities that may sign the server's certificate. Default: the system's. */
  readonly certificateAuthority?: string;
  /** Trusts whoever answers. Only for experiments. Default: `false`. */
  readonly insecureSkipTlsVerify?: boolean;
  /** The name the server's certificate must carry. Default: the host of `server`. */
  readonly tlsServerName?: string;
  /** A proxy on the way there: `http:`, `https:` or `socks5:`. It may hold a password, so it prints as `***`. */
  readonly proxyUrl?: Token;
  readonly clientCertificate?: ClientCertificate;
  /** Default: anonymous, or whom `clientCertificate` names. */
  readonly authentication?: Authentication;
  readonly impersonate?: Impersonation;
  /** The namespace a command works in when none is named. Default: `'default'`. */
  readonly defaultNamespace?: string;
}
