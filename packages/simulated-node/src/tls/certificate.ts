import 'reflect-metadata';
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

/** A certificate and its private key, both PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  readonly commonName: string;
  readonly use: 'authority' | 'server' | 'client';
  /** Host names and addresses, for servers. */
  readonly hosts?: readonly string[];
  readonly validFrom: Date;
  readonly hours: number;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const hourMs = 3_600_000;

/** Makes a P-256 key and a certificate for it, signed by `issuer`, or by itself without one. */
export async function issueCertificate(request: CertificateRequest, issuer?: KeyedCertificate): Promise<KeyedCertificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const { validFrom, hours, commonName } = request;
  const subject = [{ CN: [commonName] }];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `40${randomBytes(15).toString('hex')}`, // positive, and of one length
    subject,
    issuer: issuer ? new x509.X509Certificate(issuer.certificate).subjectName.toJSON() : subject,
    notBefore: new Date(validFrom.getTime() - hourMs), // clocks of clients may lag behind
    notAfter: new Date(validFrom.getTime() + hours * hourMs),
    publicKey: keys.publicKey,
    signingKey: issuer ? await signingKey(issuer) : keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: extensions(request),
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ type: 'pkcs8', format: 'pem' }).toString();
  return { certificate: `${certificate.toString('pem')}\n`, key };
}

function signingKey({ key }: KeyedCertificate): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

function extensions({ use, hosts = [] }: CertificateRequest): x509.Extension[] {
  const { digitalSignature, keyCertSign } = x509.KeyUsageFlags;
  if (use === 'authority') {
    return [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(digitalSignature | keyCertSign, true),
    ];
  }
  const purpose = use === 'server' ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth;
  const names = hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }));
  return [
    new x509.KeyUsagesExtension(digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([purpose]),
    ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
  ];
}
