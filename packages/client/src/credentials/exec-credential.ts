import type { ClusterConfig, ExecPlugin } from '../cluster-config.ts';
import { Token } from '../token.ts';
import type { Credential } from './credentials.ts';

/** What an exec plugin answered. */
export interface ExecCredential {
  readonly credential: Credential;
  /** Milliseconds since 1970, if it expires. */
  readonly expiresAt: number | undefined;
}

/** The value of `KUBERNETES_EXEC_INFO`: what a plugin is asked, and for which cluster. */
export function execInfo(plugin: ExecPlugin, config: ClusterConfig): string {
  return JSON.stringify({
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(plugin.provideClusterInfo && { cluster: clusterInfo(plugin, config) }) },
  });
}

function clusterInfo(plugin: ExecPlugin, config: ClusterConfig): Readonly<Record<string, unknown>> {
  const { certificateAuthority } = config;
  return {
    server: config.server,
    'tls-server-name': config.tlsServerName,
    'insecure-skip-tls-verify': config.insecureSkipTlsVerify,
    'certificate-authority-data': certificateAuthority && Buffer.from(certificateAuthority).toString('base64'),
    'proxy-url': config.proxyUrl?.reveal(),
    config: plugin.clusterExtension,
  };
}

/** Decodes a plugin's standard output. Answers with what is wrong with it, never with what it holds. */
export function parseExecCredential(output: string, apiVersion: string): ExecCredential | { readonly problem: string } {
  let answer: { apiVersion?: unknown; kind?: unknown; status?: Readonly<Record<string, unknown>> | null } | null;
  try {
    answer = JSON.parse(output); // checked field by field below
  } catch {
    return { problem: 'its output is not JSON' };
  }
  if (answer?.kind !== 'ExecCredential') return { problem: 'its output is not an ExecCredential' };
  if (answer.apiVersion !== apiVersion) return { problem: `it answers in another version than ${apiVersion}` };
  return parseStatus(answer.status ?? {});
}

function parseStatus(status: Readonly<Record<string, unknown>>): ExecCredential | { readonly problem: string } {
  const { token, clientCertificateData: certificate, clientKeyData: key, expirationTimestamp } = status;
  const hasToken = typeof token === 'string' && token !== '';
  const hasCertificate = typeof certificate === 'string' && typeof key === 'string';
  if (!hasCertificate && (certificate !== undefined || key !== undefined)) {
    return { problem: 'it answers only one of client certificate and key' };
  }
  if (!hasToken && !hasCertificate) return { problem: 'it answers neither a token nor a client certificate' };
  const expiresAt = typeof expirationTimestamp === 'string' ? Date.parse(expirationTimestamp) : undefined;
  if (Number.isNaN(expiresAt)) return { problem: 'its expirationTimestamp is not a time' };
  return {
    credential: {
      ...(hasToken && { authorization: `Bearer ${token}` }),
      ...(hasCertificate && { certificate: { certificate, key: Token.of(key) } }),
    },
    expiresAt,
  };
}
