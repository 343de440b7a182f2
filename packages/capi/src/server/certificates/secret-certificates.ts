import type { Client } from '@capstan/client';
import { type ObjectRef, Secret } from '@capstan/schema';
import type { SourceOptions } from './certificate-source.ts';
import { checkedCertificate, invalidCertificate, type ServingCertificate, sameCertificate } from './serving-certificate.ts';

/** The certificate in a Secret, and each that replaces it. */
export async function* secretCertificates(
  client: Client,
  ref: ObjectRef,
  { signal, logger }: SourceOptions,
): AsyncGenerator<ServingCertificate, void, undefined> {
  const where = `Secret ${ref.namespace}/${ref.name}`;
  const first = await client.find(Secret, ref, { signal });
  if (!first) throw invalidCertificate(`${where} does not exist`);
  let current = certificateOf(first, where);
  yield current;
  for await (const event of client.watch(Secret, { ...watched(ref), signal })) {
    if (event.type === 'deleted') logger.warn({ secret: where }, 'the certificate was deleted; the last one stays');
    if (event.type !== 'listed' && event.type !== 'applied') continue;
    try {
      const next = certificateOf(event.object, where);
      if (sameCertificate(current, next)) continue;
      current = next;
      yield next;
    } catch (error) {
      logger.warn({ error: String(error) }, 'cannot use the changed certificate; the last one stays');
    }
  }
}

const watched = ({ name, namespace }: ObjectRef) => ({ namespace, fields: `metadata.name=${name}` });

function certificateOf({ data = {} }: Secret, where: string): ServingCertificate {
  const certificate = textOf(data['tls.crt']);
  const key = textOf(data['tls.key']);
  if (certificate === undefined || key === undefined) throw invalidCertificate(`${where} lacks tls.crt or tls.key`);
  return checkedCertificate({ certificate, key, caBundle: textOf(data['ca.crt']) ?? certificate }, where);
}

/** The text of a Secret's value; `undefined` for none, or an empty one. */
export function textOf(base64: string | undefined): string | undefined {
  return base64 === undefined || base64 === '' ? undefined : Buffer.from(base64, 'base64').toString();
}
