import type { Client } from '@capstan/client';
import type { Clock, Logger } from '@capstan/runtime';
import type { ObjectRef } from '@capstan/schema';
import { fileCertificates } from './file-certificates.ts';
import { secretCertificates } from './secret-certificates.ts';
import type { ServingCertificate } from './serving-certificate.ts';

/** Where a server's certificate comes from. */
export type CertificateSource =
  /** A folder with `tls.crt`, `tls.key` and maybe `ca.crt`, followed as it changes: a mounted Secret, for example. */
  | { readonly from: 'files'; readonly directory: string }
  /** A Secret of type kubernetes.io/tls, followed as it changes. */
  | { readonly from: 'secret'; readonly ref: ObjectRef; readonly client: Client }
  /** An authority of its own, renewed in time. What replicas keep in one Secret, they share. */
  | {
      readonly from: 'selfManaged';
      /** Host names and addresses that it is called by. */
      readonly names: readonly string[];
      readonly keep: { readonly secret: ObjectRef; readonly client: Client } | { readonly directory: string };
    };

export interface SourceOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The certificates of a source: the first at once, then each that takes its place, until the signal. Throws `InvalidCertificate`
 * when there is none to begin with; what goes wrong later is logged, and the last good one stays.
 */
export async function* servingCertificates(
  source: CertificateSource,
  options: SourceOptions,
): AsyncGenerator<ServingCertificate, void, undefined> {
  switch (source.from) {
    case 'files':
      return yield* fileCertificates(source.directory, options);
    case 'secret':
      return yield* secretCertificates(source.client, source.ref, options);
    case 'selfManaged': {
      const { selfManagedCertificates } = await import('./self-managed-certificates.ts'); // which issues with a large library
      return yield* selfManagedCertificates(source, options);
    }
    default:
      return source satisfies never;
  }
}
