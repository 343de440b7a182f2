import { type Client, createClient } from '@capstan/client';
import { configMapSync } from '@capstan/config-weaver';
import { createLogger, run } from '@capstan/runtime';
import { findCluster } from '../find-cluster.ts';
import { untilInterrupted } from '../until-interrupted.ts';

export interface RunOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly leaderElect?: boolean;
  readonly leaderElectionNamespace?: string;
  readonly health?: { readonly host: string; readonly port: number };
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** Runs an operator against the cluster that is found, until it is interrupted. */
export async function runOperator(options: RunOptions): Promise<void> {
  await using client = createClient(await findCluster(options), { userAgent: `capstan-${configMapSync.name}` });
  await client.discovery.version({ timeout: '5s' }); // fails with a sentence now, rather than in every watch later
  await run({
    client,
    controllers: [configMapSync],
    signal: untilInterrupted(),
    logger: createLogger({ level: options.logLevel }),
    ...(options.health && { health: options.health }),
    ...(options.leaderElect && { leaderElection: { name: configMapSync.name, namespace: leaseNamespace(options, client) } }),
  });
}

function leaseNamespace({ leaderElectionNamespace }: RunOptions, client: Client): string {
  return leaderElectionNamespace ?? client.defaultNamespace;
}
