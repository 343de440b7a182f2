import type { Clock, Logger } from '@capstan/runtime';
import { type CertificateSource, servingCertificates } from './certificate-source.ts';
import { clientAuthorities } from './client-authorities.ts';
import { Followed } from './followed.ts';
import type { ServingCertificate } from './serving-certificate.ts';

/** What a server is recognised by, and whom it recognises; both followed as they change. */
export interface Trust extends AsyncDisposable {
  readonly serving: Followed<ServingCertificate>;
  /** PEM of authorities; absent where anyone may call. */
  readonly clientCa: string | undefined;
  onChange(listener: () => void): void;
}

export async function followTrust(
  certificate: CertificateSource,
  clientCaFile: string | undefined,
  follow: { readonly clock: Clock; readonly logger: Logger },
): Promise<Trust> {
  await using made = new AsyncDisposableStack();
  const { logger } = follow;
  const serving = made.use(await Followed.start((signal) => servingCertificates(certificate, { ...follow, signal }), logger));
  const clients =
    clientCaFile === undefined
      ? undefined
      : made.use(await Followed.start((signal) => clientAuthorities(clientCaFile, { ...follow, signal }), logger));
  const all = made.move();
  return {
    serving,
    get clientCa() {
      return clients?.current;
    },
    onChange(listener) {
      serving.onChange(listener);
      clients?.onChange(listener);
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
