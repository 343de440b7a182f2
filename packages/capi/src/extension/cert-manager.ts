import type { Manifest } from '@capstan/runtime';

export interface CertManagerOptions {
  readonly name: string;
  readonly namespace: string;
  /** Where the certificate goes: `tls.crt`, `tls.key`, `ca.crt`. */
  readonly secretName: string;
  readonly hosts: readonly string[];
}

const apiVersion = 'cert-manager.io/v1';
const years = (count: number) => `${count * 8760}h`;
const days = (count: number) => `${count * 24}h`;

/**
 * An authority of ten years and a certificate of 90 days from it, by cert-manager. The authority stays when the certificate is
 * renewed: so callers trust the new one before it is served, and the old one as long as a pod still serves it.
 */
export function certManagerManifests({ name, namespace, secretName, hosts }: CertManagerOptions): readonly Manifest[] {
  const privateKey = { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' };
  const authority = `${name}-ca`;
  const issuer = (issuerName: string, spec: object) => object('Issuer', issuerName, spec);
  const certificate = (certificateName: string, spec: object) => object('Certificate', certificateName, { privateKey, ...spec });
  const object = (kind: string, objectName: string, spec: object): Manifest =>
    ({ apiVersion, kind, metadata: { name: objectName, namespace }, spec }) as Manifest;
  return [
    issuer(`${name}-self-signed`, { selfSigned: {} }),
    certificate(authority, {
      isCA: true,
      commonName: authority,
      secretName: authority,
      duration: years(10),
      issuerRef: { kind: 'Issuer', name: `${name}-self-signed` },
    }),
    issuer(authority, { ca: { secretName: authority } }),
    certificate(name, {
      dnsNames: hosts,
      secretName,
      duration: days(90),
      renewBefore: days(30),
      usages: ['digital signature', 'server auth'],
      issuerRef: { kind: 'Issuer', name: authority },
    }),
  ];
}
