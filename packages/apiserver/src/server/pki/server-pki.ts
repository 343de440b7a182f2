import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { issueCertificate, type KeyedCertificate } from './certificate.ts';

/** Everything secret that a server is recognised by. */
export interface ServerPki {
  readonly authority: KeyedCertificate;
  readonly serving: KeyedCertificate;
  /** A client certificate of group `system:masters`. */
  readonly admin: KeyedCertificate;
  /** PKCS #8 PEM of the P-256 key that signs service account tokens. */
  readonly serviceAccountKey: string;
}

export interface PkiOptions {
  /** Where keys are kept (mode 0600), so that a restart answers with the same ones. Absent: nowhere. */
  readonly directory?: string;
  /** What the serving certificate is for. A kept one that lacks some of them is replaced. */
  readonly hosts: readonly string[];
  readonly now: Date;
}

const yearDays = 365;
const renewBeforeMs = 30 * 24 * 3_600_000;

/** Reads the keys of a data directory, and makes those that are missing, about to expire, or for other hosts. */
export async function preparePki({ directory, hosts, now }: PkiOptions): Promise<ServerPki> {
  const kept = directory === undefined ? memory : folder(directory);
  const authority = await kept('ca', isCurrent(now), () =>
    issueCertificate({ commonName: authorityName(), use: 'authority', notBefore: now, days: 10 * yearDays }),
  );
  const issuedHere = (certificate: X509Certificate) => certificate.verify(new X509Certificate(authority.certificate).publicKey);
  const serving = await kept(
    'serving',
    (certificate) => isCurrent(now)(certificate) && issuedHere(certificate) && coversHosts(certificate, hosts),
    () => issueCertificate({ commonName: 'kube-apiserver', use: 'server', hosts, notBefore: now, days: yearDays }, authority),
  );
  const admin = await kept(
    'admin',
    (certificate) => isCurrent(now)(certificate) && issuedHere(certificate),
    () => issueClientCertificate(authority, { user: 'admin', groups: ['system:masters'] }, now),
  );
  return { authority, serving, admin, serviceAccountKey: signingKey(directory) };
}

export const issueClientCertificate = (
  authority: KeyedCertificate,
  { user, groups }: { readonly user: string; readonly groups: readonly string[] },
  now: Date,
): Promise<KeyedCertificate> =>
  issueCertificate({ commonName: user, organizations: groups, use: 'client', notBefore: now, days: yearDays }, authority);

/** Clients that trust several authorities pick by name, so names differ. */
const authorityName = () =>
  `capstan-ca-${createHash('sha256').update(`${process.pid} ${performance.timeOrigin} ${performance.now()}`).digest('hex').slice(0, 12)}`;

const isCurrent = (now: Date) => (certificate: X509Certificate) =>
  Date.parse(certificate.validTo) - now.getTime() > renewBeforeMs;

function coversHosts(certificate: X509Certificate, hosts: readonly string[]): boolean {
  return hosts.every((host) => (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined);
}

type Keep = (
  name: string,
  usable: (certificate: X509Certificate) => boolean,
  make: () => Promise<KeyedCertificate>,
) => Promise<KeyedCertificate>;

const memory: Keep = (_name, _usable, make) => make();

const folder =
  (directory: string): Keep =>
  async (name, usable, make) => {
    const paths = { certificate: join(directory, `${name}.crt`), key: join(directory, `${name}.key`) };
    const certificate = readIfThere(paths.certificate);
    const key = readIfThere(paths.key);
    if (certificate && key && usable(new X509Certificate(certificate))) return { certificate, key };
    const made = await make();
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(paths.key, made.key, { mode: 0o600 });
    writeFileSync(paths.certificate, made.certificate, { mode: 0o600 });
    return made;
  };

function signingKey(directory: string | undefined): string {
  const path = directory && join(directory, 'service-account.key');
  const kept = path && readIfThere(path);
  if (kept) return kept;
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  if (path && directory) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(path, privateKey, { mode: 0o600 });
  }
  return privateKey;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // what node:fs throws
    throw error;
  }
}
