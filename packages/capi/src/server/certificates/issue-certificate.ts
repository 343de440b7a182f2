import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import 'reflect-metadata'; // which the library expects to be there
import * as x509 from '@peculiar/x509';

/** A certificate and its private key, both PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  readonly commonName: string;
  /** Host names and addresses of a server; an authority has none. */
  readonly hosts?: readonly string[];
  readonly now: number;
  readonly days: number;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 3_600_000;
/** Clocks of callers may lag behind, and those of other replicas, which replace what begins later than now. */
const backdateMs = dayMs;

/** Makes a P-256 key and a certificate for it: a server's, signed by `issuer`; without one, an authority. */
export async function issueCertificate(request: CertificateRequest, issuer?: KeyedCertificate): Promise<KeyedCertificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const subject = `CN=${request.commonName}`;
  const certificate = await x509.X509CertificateGenerator.create({
    // A first byte in 0x40…0x7f, so that the number is positive and its encoding the shortest.
    serialNumber: `4${randomBytes(16).toString('hex').slice(1)}`,
    subject,
    issuer: issuer ? new x509.X509Certificate(issuer.certificate).subject : subject,
    notBefore: new Date(request.now - backdateMs),
    notAfter: new Date(request.now + request.days * dayMs),
    publicKey: keys.publicKey,
    signingKey: issuer ? await signingKey(issuer) : keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer ? await publicKey(issuer) : keys.publicKey),
      ...(issuer ? serverExtensions(request.hosts ?? []) : authorityExtensions()),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).export({ type: 'pkcs8', format: 'pem' });
  return { certificate: `${certificate.toString('pem').trim()}\n`, key: key.toString() };
}

function authorityExtensions(): x509.Extension[] {
  const usages = x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign;
  return [new x509.BasicConstraintsExtension(true, undefined, true), new x509.KeyUsagesExtension(usages, true)];
}

function serverExtensions(hosts: readonly string[]): x509.Extension[] {
  return [
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(
      hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
    ),
  ];
}

function signingKey({ key }: KeyedCertificate): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

function publicKey({ certificate }: KeyedCertificate): Promise<webcrypto.CryptoKey> {
  const der = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return webcrypto.subtle.importKey('spki', der, algorithm, true, ['verify']);
}
