import type { Client } from '@capstan/client';
import { type Clock, errorFields, type Logger } from '@capstan/runtime';
import { ExtensionConfig } from '../../generated/kinds.ts';
import { followObject } from './follow-object.ts';
import type { Followed } from './followed.ts';
import { Pace } from './pace.ts';
import type { ServingCertificate } from './serving-certificate.ts';
import { Wake } from './wake.ts';

export interface InjectOptions {
  readonly client: Client;
  readonly certificates: Followed<ServingCertificate>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const retryMs = 5_000;
/** Nothing but a safeguard: changes are told. */
const checkMs = 600_000;

/** Keeps `caBundle` of an ExtensionConfig what callers must trust now: when ours changes, and when theirs does. */
export function injectCaBundle(name: string, options: InjectOptions): AsyncDisposable {
  const { client, certificates, clock, logger } = options;
  const stopping = new AbortController();
  const wake = new Wake(clock);
  certificates.onChange(() => wake.tell());
  const seen: Seen = { config: undefined };
  const changed = (config: ExtensionConfig | undefined) => {
    seen.config = config;
    wake.tell();
  };
  const { signal } = stopping;
  const ended = Promise.all([
    followObject({ client, resource: ExtensionConfig, ref: { name } }, changed, { signal, clock, logger }),
    keepInjected(name, seen, wake, options, signal),
  ]);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await ended;
    },
  };
}

interface Seen {
  /** As it was last seen; `undefined` while there is none. */
  config: ExtensionConfig | undefined;
}

async function keepInjected(
  name: string,
  seen: Seen,
  wake: Wake,
  { client, certificates, clock, logger }: InjectOptions,
  signal: AbortSignal,
): Promise<void> {
  const pace = new Pace(clock); // a replica that knows of another certificate writes too, until it has heard of ours
  let waitMs = checkMs;
  while (await wake.next(waitMs, signal)) {
    waitMs = checkMs;
    const caBundle = Buffer.from(certificates.current.caBundle).toString('base64');
    if (!seen.config || seen.config.spec.clientConfig.caBundle === caBundle) continue;
    const pauseMs = pace.waitMs();
    if (pauseMs > 0) {
      waitMs = pauseMs;
      continue;
    }
    pace.note();
    try {
      const body = { spec: { clientConfig: { caBundle } } };
      const before = seen.config;
      const written = await client.patch(
        ExtensionConfig,
        { name },
        { type: 'merge', body },
        { fieldManager: 'capstan-ca-bundle', signal },
      );
      // What was heard of meanwhile may be what came after it.
      if (seen.config === before) seen.config = written;
      logger.info({ extensionConfig: name }, 'wrote the CA bundle');
    } catch (error) {
      waitMs = retryMs;
      if (!signal.aborted)
        logger.warn({ extensionConfig: name, ...errorFields(error) }, 'cannot write the CA bundle; trying again');
    }
  }
}
