import type { Client } from '@capstan/client';
import { errorFields } from '@capstan/runtime';
import { type ObjectRef, Secret } from '@capstan/schema';
import type { SourceOptions } from './certificate-source.ts';
import { followObject } from './follow-object.ts';
import { checkedCertificate, invalidCertificate, type ServingCertificate, sameCertificate } from './serving-certificate.ts';
import { Wake } from './wake.ts';

/** Nothing but a safeguard: changes are told. */
const checkMs = 3_600_000;

/** The certificate in a Secret, and each that replaces it. */
export async function* secretCertificates(
  client: Client,
  ref: ObjectRef,
  options: SourceOptions,
): AsyncGenerator<ServingCertificate, void, undefined> {
  const { signal, clock, logger } = options;
  const where = `Secret ${ref.namespace}/${ref.name}`;
  let latest = await client.find(Secret, ref, { signal });
  let current = certificateOf(latest, where);
  yield current;
  const wake = new Wake(clock);
  const changed = (secret: Secret | undefined) => {
    latest = secret;
    wake.tell();
  };
  const following = followObject({ client, resource: Secret, ref }, changed, options);
  while (await wake.next(checkMs, signal)) {
    try {
      const next = certificateOf(latest, where);
      if (sameCertificate(current, next)) continue;
      current = next;
      yield next;
    } catch (error) {
      logger.warn(errorFields(error), 'cannot use the changed certificate; the last one stays');
    }
  }
  await following;
}

function certificateOf(secret: Secret | undefined, where: string): ServingCertificate {
  if (!secret) throw invalidCertificate(`${where} does not exist`);
  const { data = {} } = secret;
  const certificate = textOf(data['tls.crt']);
  const key = textOf(data['tls.key']);
  if (certificate === undefined || key === undefined) throw invalidCertificate(`${where} lacks tls.crt or tls.key`);
  return checkedCertificate({ certificate, key, caBundle: textOf(data['ca.crt']) ?? certificate }, where);
}

/** The text of a Secret's value; `undefined` for none, or an empty one. */
export function textOf(base64: string | undefined): string | undefined {
  return base64 === undefined || base64 === '' ? undefined : Buffer.from(base64, 'base64').toString();
}
