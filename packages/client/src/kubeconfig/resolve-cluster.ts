import { createSecureContext } from 'node:tls';
import type { ClusterConfig } from '../cluster-config.ts';
import { Token } from '../token.ts';
import type { NamedEntry } from './kubeconfig-file.ts';
import { readPem } from './pem-field.ts';

/** Address and trust of a kubeconfig's cluster. */
export async function resolveCluster(entry: NamedEntry): Promise<ClusterConfig> {
  const certificateAuthority = await readCertificateAuthority(entry);
  const tlsServerName = entry.fields.string('tls-server-name');
  const proxyUrl = readProxyUrl(entry);
  return {
    server: readServer(entry),
    ...(certificateAuthority !== undefined && { certificateAuthority }),
    ...(entry.fields.boolean('insecure-skip-tls-verify') && { insecureSkipTlsVerify: true }),
    ...(tlsServerName !== undefined && { tlsServerName }),
    ...(proxyUrl !== undefined && { proxyUrl }),
  };
}

function readServer({ fields }: NamedEntry): string {
  const server = fields.requiredString('server');
  const url = URL.parse(server.includes('://') ? server : `http://${server}`);
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return url.href.replace(/\/+$/, '');
  throw fields.error('server', 'is not an address', 'Write it as https://host:port.');
}

async function readCertificateAuthority(entry: NamedEntry): Promise<string | undefined> {
  const pem = await readPem(entry, 'certificate-authority');
  if (pem === undefined) return undefined;
  try {
    createSecureContext({ ca: pem });
  } catch {
    throw entry.fields.error(
      'certificate-authority',
      'is not a certificate',
      'Copy it again from where the kubeconfig was made.',
    );
  }
  return pem;
}

function readProxyUrl({ fields }: NamedEntry): Token | undefined {
  const value = fields.string('proxy-url');
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url && ['http:', 'https:', 'socks5:'].includes(url.protocol)) return Token.of(url.href);
  throw fields.error(
    'proxy-url',
    'is not the address of a proxy',
    'Write it as http://host:port, https://host:port or socks5://host:port.',
  );
}
