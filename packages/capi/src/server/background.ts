import type { Client } from '@capstan/client';
import { errorFields, type Logger } from '@capstan/runtime';
import type { Extension } from '../extension/extension.ts';

/** Starts what extensions do beside their handlers. Disposing tells it to end, and waits for that. */
export function startBackground(extensions: readonly Extension[], client: Client | undefined, logger: Logger): AsyncDisposable {
  const stopping = new AbortController();
  const running = extensions.map(async ({ name, background }) => {
    try {
      await background({ client, signal: stopping.signal, logger });
    } catch (error) {
      if (!stopping.signal.aborted) logger.error({ extension: name, ...errorFields(error) }, 'background work failed');
    }
  });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
