import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster, capiFinalizers, conditionOf } from '@capstan/capi';
import type { Client } from '@capstan/client';
import pc from 'picocolors';
import { stringify } from 'yaml';
import { type LifeOptions, playLife } from './cluster-life.ts';
import { endLife, letGo } from './end-life.ts';
import { applyFleet, applyKubeconfig, fleetCluster, fleetExists, fleetManifest } from './fleet.ts';
import { untilDeletion, untilThere } from './follow-cluster.ts';
import { clockLine } from './tell-life.ts';
import { startWorkloadCluster } from './workload-cluster.ts';

export interface FleetOptions extends LifeOptions {
  /** Where the manifest is put from which another cluster can be made. */
  readonly dataDir: string;
}

const label = `${fleetCluster.namespace}/${fleetCluster.name}`;

/** Shows the lives of the Cluster of that name, one after another, until the signal. What the user deleted stays deleted. */
export async function runFleet(client: Client, { dataDir, ...options }: FleetOptions): Promise<void> {
  const { signal, say } = options;
  const manifest = join(dataDir, 'cluster.yaml');
  writeFileSync(manifest, stringify(fleetManifest));
  await using workload = await startWorkloadCluster();
  if (!(await fleetExists(client))) await applyFleet(client);
  else await startOver(client, options);
  const another = () => say(pc.dim(`kubectl apply -f ${manifest}  makes another`));
  if ((await client.find(Cluster, fleetCluster)) === undefined) another();
  while (!signal.aborted) {
    const cluster = await untilThere(client, { signal });
    if (!cluster) return;
    await applyKubeconfig(client, workload.kubeconfig);
    await accompany(client, cluster, options);
    if (!signal.aborted) another();
  }
}

/** A life that was interrupted begins again: the machines of the cluster were in the memory of the process before. */
async function startOver(client: Client, { signal, say }: LifeOptions): Promise<void> {
  const cluster = await client.find(Cluster, fleetCluster);
  if (!cluster || cluster.metadata.deletionTimestamp || isUpgraded(cluster)) return;
  say(pc.dim(`${label} was on its way when the demo ended: it begins again`));
  await letGo(client, { signal });
  await client.delete(Cluster, fleetCluster, { signal });
  await client.apply(Cluster, fleetManifest, { force: true });
}

async function accompany(client: Client, cluster: Cluster, { signal, say }: LifeOptions): Promise<void> {
  const leaving = new AbortController();
  const deletion = untilDeletion(client, cluster.metadata.uid, { signal }).finally(() => leaving.abort());
  const alive = AbortSignal.any([signal, leaving.signal]);
  if (!cluster.metadata.deletionTimestamp) {
    await live(client, cluster, { signal: alive, say }).catch((error: unknown) => {
      if (alive.aborted) return;
      say(clockLine(pc.yellow('✗'), pc.bold(label), error instanceof Error ? error.message : String(error)));
    });
    if (!alive.aborted) say(pc.dim(`kubectl -n ${fleetCluster.namespace} delete cluster ${fleetCluster.name}  ends its life`));
  }
  const going = await deletion;
  if (going) await endLife(client, going, { signal, say });
}

async function live(client: Client, cluster: Cluster, options: LifeOptions): Promise<void> {
  if (isUpgraded(cluster)) return;
  const body = { metadata: { finalizers: [capiFinalizers.cluster] } };
  await client.patch(Cluster, fleetCluster, { type: 'merge', body }, { signal: options.signal });
  await playLife(client, cluster, options);
}

function isUpgraded(cluster: Cluster): boolean {
  return conditionOf(cluster, 'TopologyReconciled')?.status === 'True';
}
