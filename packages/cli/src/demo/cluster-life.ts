import { type Cluster, ExtensionConfig, type HookEndpoint } from '@capstan/capi';
import type { Client } from '@capstan/client';
import { simulateLifecycle, topologyCluster, versionsBetween } from '@capstan/extension-kit';
import pc from 'picocolors';
import { fleetCluster } from './fleet.ts';
import { reflectDiscovery } from './reflect-discovery.ts';
import { reflectPhase } from './reflect-phase.ts';
import { lifeLine } from './tell-life.ts';

export interface LifeOptions {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Simulated seconds in a real one. */
const speed = 10;

/** Plays Cluster API for one cluster: calls the registered extensions from its creation until it is upgraded, and writes what comes of it. */
export async function playLife(client: Client, object: Cluster, { signal, say }: LifeOptions): Promise<void> {
  const configs = await Array.fromAsync(client.list(ExtensionConfig));
  for (const config of configs) await reflectDiscovery(client, config, signal);
  const extensions = configs.map((config) => ({ name: config.metadata.name, endpoint: endpointOf(config) }));
  const cluster = topologyCluster(object, `${fleetCluster.namespace}/${fleetCluster.name}`);
  const versions = versionsBetween(cluster.spec.topology.version);
  say(pc.dim(`the life of ${fleetCluster.namespace}/${fleetCluster.name}: ${speed} simulated seconds in one`));
  const life = simulateLifecycle({ extensions, cluster, versions, speed, patience: '24h', maxFailures: 10, signal });
  for await (const entry of life) {
    if (entry.type === 'phase' && entry.phase === 'deleting') break; // that is for the user to say
    const line = lifeLine(entry);
    if (line !== undefined) say(line);
    if (entry.type === 'phase') await reflectPhase(client, entry);
  }
}

function endpointOf({ spec: { clientConfig } }: ExtensionConfig): HookEndpoint {
  const { url = '', caBundle } = clientConfig;
  return { url, ...(caBundle !== undefined && { caBundle: Buffer.from(caBundle, 'base64').toString('utf8') }) };
}
