import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Extension } from '@peculiar/x509';

/** A certificate and its private key, both PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  readonly commonName: string;
  /** Each an `O=`, which Kubernetes reads as a group. */
  readonly organizations?: readonly string[];
  readonly use: 'authority' | 'server' | 'client';
  /** Host names and addresses, for servers. */
  readonly hosts?: readonly string[];
  readonly notBefore: Date;
  readonly days: number;
}

type X509 = typeof import('@peculiar/x509');

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 3_600_000;
/** Clocks of clients may lag behind. */
const backdateMs = 5 * 60_000;

/** Loaded when a certificate is to be made: a server that finds its certificates on disk starts without it. */
async function loadX509(): Promise<X509> {
  await import('reflect-metadata'); // which the library expects to be there
  return import('@peculiar/x509');
}

/** Makes a P-256 key and a certificate for it, signed by `issuer`, or by itself without one. */
export async function issueCertificate(request: CertificateRequest, issuer?: KeyedCertificate): Promise<KeyedCertificate> {
  const x509 = await loadX509();
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const notBefore = new Date(request.notBefore.getTime() - backdateMs);
  const subject = [...(request.organizations ?? []).map((name) => ({ O: [name] })), { CN: [request.commonName] }];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject,
    issuer: issuer ? new x509.X509Certificate(issuer.certificate).subjectName.toJSON() : subject,
    notBefore,
    notAfter: new Date(notBefore.getTime() + request.days * dayMs),
    publicKey: keys.publicKey,
    signingKey: issuer ? await signingKey(issuer) : keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: await extensions(x509, request, keys.publicKey, issuer),
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const pem = createPrivateKey({ key, format: 'der', type: 'pkcs8' }).export({ type: 'pkcs8', format: 'pem' }).toString();
  return { certificate: `${certificate.toString('pem')}\n`, key: pem };
}

function signingKey({ key }: KeyedCertificate): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

/** Hexadecimal; a first byte in 1…0x7f, so that the number is positive and its encoding the shortest. */
function serialNumber(): string {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial.toString('hex');
}

async function extensions(
  x509: X509,
  { use, hosts = [] }: CertificateRequest,
  subjectKey: webcrypto.CryptoKey,
  issuer: KeyedCertificate | undefined,
): Promise<Extension[]> {
  const issuerKey = issuer ? await publicKeyOf(issuer) : subjectKey;
  const identifiers = [
    await x509.SubjectKeyIdentifierExtension.create(subjectKey),
    await x509.AuthorityKeyIdentifierExtension.create(issuerKey),
  ];
  const { KeyUsageFlags } = x509;
  if (use === 'authority') {
    const usages = KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign;
    return [...identifiers, new x509.BasicConstraintsExtension(true, undefined, true), new x509.KeyUsagesExtension(usages, true)];
  }
  const purpose = use === 'server' ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth;
  const names = hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }));
  return [
    ...identifiers,
    new x509.KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([purpose]),
    ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
  ];
}

function publicKeyOf({ certificate }: KeyedCertificate): Promise<webcrypto.CryptoKey> {
  const spki = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify']);
}
