import { Cluster, createHookRegistry, ExtensionConfig, type HookEndpoint, hooksApiVersion, requestCluster } from '@capstan/capi';
import type { Client } from '@capstan/client';
import { simulateLifecycle, type TimelineEntry, timelineLine, topologyCluster } from '@capstan/extension-kit';
import pc from 'picocolors';
import { fleetCluster, fleetVersions } from './fleet.ts';
import { reflectPhase } from './reflect-phase.ts';

export interface LifeOptions {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Simulated seconds in a real one. */
const speed = 10;

/** Plays Cluster API for one cluster: calls the registered extensions from its creation until it is upgraded, and writes what comes of it. */
export async function playLife(client: Client, { signal, say }: LifeOptions): Promise<void> {
  const configs = await Array.fromAsync(client.list(ExtensionConfig));
  for (const config of configs) await reflectDiscovery(client, config, signal);
  const extensions = configs.map((config) => ({ name: config.metadata.name, endpoint: endpointOf(config) }));
  const cluster = topologyCluster(await client.get(Cluster, fleetCluster));
  const life = simulateLifecycle({ extensions, cluster, versions: fleetVersions, speed, patience: '24h', signal });
  for await (const entry of life) {
    if (entry.type === 'phase' && entry.phase === 'deleting') break; // that is for the user to say
    tell(entry, say);
    if (entry.type === 'phase') await reflectPhase(client, entry);
    if (entry.type === 'end') return;
  }
  say(pc.dim(`kubectl -n ${fleetCluster.namespace} delete cluster ${fleetCluster.name}  ends its life`));
}

/** Waits for the cluster's deletion, asks the extensions, and lets it go. */
export async function endLife(client: Client, { signal, say }: LifeOptions): Promise<void> {
  const { namespace, name } = fleetCluster;
  for await (const event of client.watch(Cluster, { namespace, fields: `metadata.name=${name}`, signal })) {
    if (!('object' in event) || !event.object.metadata.deletionTimestamp || event.type === 'deleted') continue;
    await untilLetGo(client, event.object, { signal, say });
    await client.patch(Cluster, fleetCluster, { type: 'merge', body: { metadata: { finalizers: null } } });
    say(`${pc.green('✓')} ${pc.bold(`${namespace}/${name}`)} is deleted`);
    return;
  }
}

async function untilLetGo(client: Client, cluster: Cluster, { signal, say }: LifeOptions): Promise<void> {
  using registry = createHookRegistry();
  for await (const config of client.list(ExtensionConfig)) await registry.register(config, { signal });
  for (;;) {
    const request = { cluster: requestCluster(cluster) };
    const { response } = await registry.callAll('BeforeClusterDelete', { subject: cluster, request }, { signal });
    if (response.retryAfterSeconds === 0) return;
    say(hookLine(`BeforeClusterDelete  waits ${response.retryAfterSeconds} s: ${response.message ?? ''}`));
    await passed(response.retryAfterSeconds * 1_000, signal);
  }
}

async function passed(ms: number, signal: AbortSignal): Promise<void> {
  const { setTimeout } = await import('node:timers/promises');
  await setTimeout(ms, undefined, { signal });
}

function tell(entry: TimelineEntry, say: (line: string) => void): void {
  if (entry.type === 'call' && (quiet.has(entry.hook) || entry.repeats > 0)) return;
  const line = timelineLine(entry);
  if (line !== undefined) say(hookLine(line));
}

/** Called on every reconcile. */
const quiet: ReadonlySet<string> = new Set(['GeneratePatches', 'ValidateTopology', 'DiscoverVariables', 'GenerateUpgradePlan']);

const hookLine = (line: string) => `${pc.blue('◆')} ${pc.bold(`${fleetCluster.namespace}/${fleetCluster.name}`)} ${line.trim()}`;

function endpointOf({ spec: { clientConfig } }: ExtensionConfig): HookEndpoint {
  const { url = '', caBundle } = clientConfig;
  return { url, ...(caBundle !== undefined && { caBundle: Buffer.from(caBundle, 'base64').toString('utf8') }) };
}

/** Writes what Cluster API would write of an extension it has discovered. */
async function reflectDiscovery(client: Client, config: ExtensionConfig, signal: AbortSignal): Promise<void> {
  using registry = createHookRegistry();
  const handlers = await registry.register(config, { signal });
  const condition = {
    type: 'Discovered',
    status: 'True',
    reason: 'Discovered',
    message: '',
    lastTransitionTime: new Date().toISOString().replace(/\.\d+/, ''),
  } as const;
  const status = {
    conditions: [condition],
    handlers: handlers.map(({ name, hook, timeoutSeconds, failurePolicy }) => ({
      name,
      requestHook: { apiVersion: hooksApiVersion, hook },
      timeoutSeconds,
      failurePolicy,
    })),
  };
  await client.applyStatus(ExtensionConfig, { name: config.metadata.name }, status, { force: true });
}
