import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { issueCertificate, type KeyedCertificate } from './issue-certificate.ts';
import type { ServingCertificate } from './serving-certificate.ts';

/** Everything that has to be kept: the newest authority comes first in the bundle, and `caKey` is its key. */
export interface KeptCertificates extends ServingCertificate {
  readonly caKey: string;
}

const authorityDays = 3650;
const servingDays = 90;
const dayMs = 24 * 3_600_000;
const renewAuthorityMs = 365 * dayMs;
const renewServingMs = 30 * dayMs;

/**
 * What was kept, with what is missing, unusable, for other names or about to expire made anew; the same value when nothing is.
 * A new authority joins the bundle beside the old one, and signs only from the next renewal on: callers know it by then.
 */
export async function renewCertificates(
  kept: Partial<KeptCertificates>,
  names: readonly string[],
  now: number,
): Promise<KeptCertificates> {
  const bundle = authoritiesOf(kept.caBundle ?? '').filter((pem) => holds(pem, now));
  const serving = keyed(kept.certificate, kept.key);
  const authority = keyed(bundle[0], kept.caKey);
  const isServing = serving !== undefined && holds(serving.certificate, now) && isFor(serving, names, bundle);
  if (!authority || !holds(authority.certificate, now, renewAuthorityMs)) {
    const made = await newAuthority(now);
    const caBundle = made.certificate + (authority ? bundle.join('') : '');
    const leaf = isServing && authority ? serving : await newServing(made, names, now);
    return { caBundle, caKey: made.key, ...leaf };
  }
  if (isServing && holds(serving.certificate, now, renewServingMs)) return unchanged(kept, bundle, authority, serving);
  return { caBundle: bundle.join(''), caKey: authority.key, ...(await newServing(authority, names, now)) };
}

function unchanged(
  kept: Partial<KeptCertificates>,
  bundle: readonly string[],
  { key: caKey }: KeyedCertificate,
  serving: KeyedCertificate,
): KeptCertificates {
  const caBundle = bundle.join('');
  const same = kept.caBundle === caBundle;
  return same ? (kept as KeptCertificates) : { caBundle, caKey, ...serving }; // all four were there
}

const newAuthority = (now: number) =>
  // Callers that trust several authorities pick by name, so names differ.
  issueCertificate({ commonName: `capstan-ca-${randomBytes(6).toString('hex')}`, now, days: authorityDays });

const newServing = (authority: KeyedCertificate, names: readonly string[], now: number) =>
  issueCertificate({ commonName: 'capstan-extension', hosts: names, now, days: servingDays }, authority);

/** Whether a certificate is good now and for so long. One that begins later was made while the clock was ahead. */
function holds(certificate: string, now: number, forMs = 0): boolean {
  const { validFrom, validTo } = new X509Certificate(certificate);
  return Date.parse(validFrom) <= now && Date.parse(validTo) > now + forMs;
}

function isFor({ certificate }: KeyedCertificate, names: readonly string[], bundle: readonly string[]): boolean {
  const leaf = new X509Certificate(certificate);
  return (
    names.every((name) => (isIP(name) ? leaf.checkIP(name) : leaf.checkHost(name)) !== undefined) &&
    bundle.some((authority) => leaf.verify(new X509Certificate(authority).publicKey))
  );
}

/** Both, when they can be read and belong together. */
function keyed(certificate: string | undefined, key: string | undefined): KeyedCertificate | undefined {
  try {
    if (certificate === undefined || key === undefined) return undefined;
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)) ? { certificate, key } : undefined;
  } catch {
    return undefined; // not PEM: as good as none
  }
}

/** Each authority of a bundle that can be read, as PEM. */
function authoritiesOf(bundle: string): string[] {
  const blocks = bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((pem) => {
    try {
      return [new X509Certificate(pem).toString()];
    } catch {
      return [];
    }
  });
}
