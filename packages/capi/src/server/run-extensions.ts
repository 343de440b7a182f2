import type { Client } from '@capstan/client';
import { type LeaderElectionOptions, type ManagerOptions, run } from '@capstan/runtime';
import { type ExtensionServer, type ExtensionServerOptions, startExtensionServer } from './extension-server.ts';

export interface RunExtensionsOptions extends ExtensionServerOptions {
  readonly client: Client;
  /** Ends everything; `runExtensions` returns when all of it has ended. */
  readonly signal: AbortSignal;
  /** Serves the controllers' `/healthz`, `/readyz` and `/metrics` here, over HTTP. Default: nowhere. */
  readonly health?: NonNullable<ManagerOptions['health']>;
  /** Controllers run in one replica at a time, by a Lease; hooks are answered by all. Default: no election. */
  readonly leaderElection?: LeaderElectionOptions;
  /** Told once calls are answered. */
  readonly onServing?: (server: ExtensionServer) => void;
}

/**
 * Serves extensions and runs their controllers in this process, until `signal`. **Guarantees**: from the signal on probes say
 * that it ends and callers are sent to other replicas, and calls are still answered while the controllers end; when it returns,
 * nothing of it is left. Rejects with `LeadershipLost` when another replica took the Lease.
 *
 * @example
 * await runExtensions({ extensions: [readiness], client, certificate, signal });
 */
export async function runExtensions(options: RunExtensionsOptions): Promise<void> {
  const { extensions, client, signal, logger, clock, health, leaderElection } = options;
  await using server = await startExtensionServer(options);
  options.onServing?.(server);
  const ending = Promise.withResolvers<void>();
  const onAbort = () => {
    server.drain();
    ending.resolve();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const controllers = extensions.flatMap((extension) => extension.controllers);
    if (controllers.length === 0 && !health) await ending.promise;
    else
      await run({
        client,
        controllers,
        signal,
        ...(logger && { logger }),
        ...(clock && { clock }),
        ...(health && { health }),
        ...(leaderElection && { leaderElection }),
      });
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
