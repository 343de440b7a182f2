import { errorFields } from '@capstan/runtime';
import { type CertificateKeep, directoryKeep, secretKeep } from './certificate-keep.ts';
import type { CertificateSource, SourceOptions } from './certificate-source.ts';
import { renewCertificates } from './own-authority.ts';
import { Pace } from './pace.ts';
import { type ServingCertificate, sameCertificate } from './serving-certificate.ts';
import { Wake } from './wake.ts';

type SelfManaged = Extract<CertificateSource, { readonly from: 'selfManaged' }>;

const checkMs = 3_600_000;
const retryMs = 60_000;

/** Certificates of an authority of our own: made when there are none, renewed in time, shared by whoever keeps them in one place. */
export async function* selfManagedCertificates(
  { names, keep }: SelfManaged,
  options: SourceOptions,
): AsyncGenerator<ServingCertificate, void, undefined> {
  const { signal, clock, logger } = options;
  const wake = new Wake(clock);
  const place = 'directory' in keep ? directoryKeep(keep.directory) : secretKeep(keep.client, keep.secret);
  let current = await upToDate(place, names, clock.now(), signal);
  yield current;
  const following = place.follow(() => wake.tell(), options);
  const pace = new Pace(clock); // another version of the program may want other names of the same Secret
  let waitMs = checkMs;
  while (await wake.next(waitMs, signal)) {
    try {
      waitMs = pace.waitMs() || checkMs;
      if (waitMs < checkMs) continue;
      const next = await upToDate(place, names, clock.now(), signal);
      if (sameCertificate(current, next)) continue;
      current = next;
      pace.note();
      yield next;
    } catch (error) {
      waitMs = retryMs;
      if (!signal.aborted) logger.warn(errorFields(error), 'cannot renew the certificate; trying again');
    }
  }
  await following;
}

/** What is kept, renewed where that is due. Another replica may be faster: then its certificates are ours too. */
async function upToDate(
  place: CertificateKeep,
  names: readonly string[],
  now: number,
  signal: AbortSignal,
): Promise<ServingCertificate> {
  for (;;) {
    signal.throwIfAborted();
    const { kept, save } = await place.load(signal);
    const renewed = await renewCertificates(kept, names, now);
    if (renewed === kept || (await save(renewed))) return renewed;
  }
}
