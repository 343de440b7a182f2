import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, createHookRegistry, ExtensionConfig, requestCluster } from '@capstan/capi';
import { type Client, isApiError } from '@capstan/client';
import { Secret } from '@capstan/schema';
import pc from 'picocolors';
import type { LifeOptions } from './cluster-life.ts';
import { fleetCluster, kubeconfigSecret } from './fleet.ts';
import { clockLine } from './tell-life.ts';

/** Asks the extensions until they let a cluster go whose deletion is asked for, and lets it go. */
export async function endLife(client: Client, cluster: Cluster, { signal, say }: LifeOptions): Promise<void> {
  await untilLetGo(client, cluster, { signal, say });
  await client.delete(Secret, kubeconfigSecret, { signal });
  await letGo(client, { signal });
  say(clockLine(pc.green('✓'), `${pc.bold(`${fleetCluster.namespace}/${fleetCluster.name}`)} is deleted`));
}

/** Takes off what holds the cluster; it may have gone without. */
export async function letGo(client: Client, { signal }: { readonly signal: AbortSignal }): Promise<void> {
  const patch = { type: 'merge', body: { metadata: { finalizers: null } } } as const;
  await client.patch(Cluster, fleetCluster, patch, { signal }).catch((error: unknown) => {
    if (!isApiError(error, 'NotFound')) throw error;
  });
}

/** A hook that fails is asked again, as Cluster API does: its script may be put right meanwhile. */
const failureSeconds = 5;

async function untilLetGo(client: Client, cluster: Cluster, { signal, say }: LifeOptions): Promise<void> {
  let before = '';
  for (;;) {
    const { said, message, seconds } = await ask(client, cluster, signal).then(answered, (error: unknown) =>
      failed(error, signal),
    );
    if (before !== said + message) say(clockLine(pc.blue('◆'), `BeforeClusterDelete  ${said}`, message));
    before = said + message;
    if (seconds === 0) return;
    await delay(seconds * 1_000, undefined, { signal });
  }
}

/** Finds the extensions anew each time: one that cannot be called may be put right, or taken away. */
async function ask(client: Client, cluster: Cluster, signal: AbortSignal) {
  using registry = createHookRegistry();
  for await (const config of client.list(ExtensionConfig, { signal })) {
    await registry.register(config, { signal }).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`ExtensionConfig ${config.metadata.name}: ${why}`, { cause: error });
    });
  }
  const request = { cluster: requestCluster(cluster) };
  return (await registry.callAll('BeforeClusterDelete', { subject: cluster, request }, { signal })).response;
}

interface Said {
  readonly said: string;
  readonly message: string;
  /** Until it is asked again; 0 lets the cluster go. */
  readonly seconds: number;
}

function answered({
  retryAfterSeconds: seconds,
  message = '',
}: {
  readonly retryAfterSeconds: number;
  readonly message?: string;
}): Said {
  return { said: seconds === 0 ? 'proceeds' : `waits ${seconds} s`, message, seconds };
}

function failed(error: unknown, signal: AbortSignal): Said {
  signal.throwIfAborted();
  return { said: 'failed', message: error instanceof Error ? error.message : String(error), seconds: failureSeconds };
}
