import { createPrivateKey, X509Certificate } from 'node:crypto';
import { CapiError } from '../../capi-error.ts';

/** What a server is recognised by, all PEM. */
export interface ServingCertificate {
  /** The certificate, and what it was issued through. */
  readonly certificate: string;
  readonly key: string;
  /** Authorities that callers must trust. */
  readonly caBundle: string;
}

/** The same, once certificate and key are known to be readable and to belong together. Messages name `where`, never content. */
export function checkedCertificate(serving: ServingCertificate, where: string): ServingCertificate {
  const leaf = parsed(() => new X509Certificate(serving.certificate), `the certificate of ${where} is not PEM`);
  const key = parsed(() => createPrivateKey(serving.key), `the key of ${where} is not an unencrypted PEM key`);
  parsed(() => new X509Certificate(serving.caBundle), `the CA bundle of ${where} is not PEM`);
  if (leaf.checkPrivateKey(key)) return serving;
  throw invalidCertificate(`certificate and key of ${where} do not belong together`);
}

export function invalidCertificate(message: string, cause?: unknown): CapiError {
  return new CapiError(message, {
    code: 'InvalidCertificate',
    hint: 'It needs tls.crt and tls.key, both PEM and of one pair, and ca.crt unless the certificate signs itself.',
    ...(cause !== undefined && { cause }),
  });
}

export const sameCertificate = (a: ServingCertificate | undefined, b: ServingCertificate): boolean =>
  a?.certificate === b.certificate && a.key === b.key && a.caBundle === b.caBundle;

/** When the certificate stops to be good, in milliseconds since 1970. */
export const expiryOf = (certificate: string): number => Date.parse(new X509Certificate(certificate).validTo);

function parsed<T>(parse: () => T, message: string): T {
  try {
    return parse();
  } catch {
    throw invalidCertificate(message); // the parser's own words may quote the key
  }
}
