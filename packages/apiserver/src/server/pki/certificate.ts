import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { isIP } from 'node:net';
import { bits, boolean, explicit, implicit, integer, objectId, octets, sequence, setOf, time, utf8 } from './der.ts';

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

const oid = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
};
const dayMs = 24 * 3_600_000;
/** Clocks of clients may lag behind. */
const backdateMs = 5 * 60_000;

/** Makes a P-256 key and a certificate for it, signed by `issuer`, or by itself without one. */
export function issueCertificate(request: CertificateRequest, issuer?: KeyedCertificate): KeyedCertificate {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const publicKey = createPublicKey(privateKey);
  const algorithm = sequence(objectId(oid.ecdsaWithSha256));
  const start = request.notBefore.getTime() - backdateMs;
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    algorithm,
    issuer ? subjectOf(issuer) : nameOf(request),
    sequence(time(new Date(start)), time(new Date(start + request.days * dayMs))),
    nameOf(request),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions(request, publicKey, issuer ? keyOf(issuer) : publicKey))),
  );
  const signature = sign('sha256', body, issuer ? issuer.key : privateKey);
  const der = sequence(body, algorithm, bits(signature, 0));
  return { certificate: pem(der), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

const pem = (der: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;

const keyOf = ({ certificate }: KeyedCertificate): KeyObject => new X509Certificate(certificate).publicKey;

/** A first byte in 1…0x7f, so that the number is positive and its encoding the shortest. */
function serialNumber(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial;
}

const attribute = (type: string, value: string) => setOf(sequence(objectId(type), utf8(value)));

const nameOf = ({ commonName, organizations = [] }: Pick<CertificateRequest, 'commonName' | 'organizations'>) =>
  sequence(...organizations.map((name) => attribute(oid.organization, name)), attribute(oid.commonName, commonName));

/** Only certificates of our own making are issuers: a common name and nothing else. */
function subjectOf({ certificate }: KeyedCertificate): Buffer {
  const { subject } = new X509Certificate(certificate);
  return nameOf({ commonName: subject.replace(/^CN=/, '') });
}

const keyIdentifier = (key: KeyObject) =>
  createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();

const extension = (type: string, value: Buffer, critical = false) =>
  sequence(objectId(type), ...(critical ? [boolean(true)] : []), octets(value));

function extensions({ use, hosts = [] }: CertificateRequest, subjectKey: KeyObject, issuerKey: KeyObject): Buffer[] {
  const identifiers = [
    extension(oid.subjectKeyIdentifier, octets(keyIdentifier(subjectKey))),
    extension(oid.authorityKeyIdentifier, sequence(implicit(0, keyIdentifier(issuerKey)))),
  ];
  if (use === 'authority') {
    const certSignAndDigitalSignature = bits(Buffer.from([0b1000_0100]), 2);
    return [
      ...identifiers,
      extension(oid.basicConstraints, sequence(boolean(true)), true),
      extension(oid.keyUsage, certSignAndDigitalSignature, true),
    ];
  }
  const purpose = objectId(use === 'server' ? oid.serverAuth : oid.clientAuth);
  return [
    ...identifiers,
    extension(oid.keyUsage, bits(Buffer.from([0b1000_0000]), 7), true),
    extension(oid.extendedKeyUsage, sequence(purpose)),
    ...(hosts.length > 0 ? [extension(oid.subjectAltName, sequence(...hosts.map(alternativeName)))] : []),
  ];
}

const alternativeName = (host: string) => (isIP(host) ? implicit(7, addressBytes(host)) : implicit(2, Buffer.from(host)));

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const all = tail === undefined ? before : [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
