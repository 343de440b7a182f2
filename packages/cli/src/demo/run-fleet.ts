import { Cluster } from '@capstan/capi';
import type { Client } from '@capstan/client';
import { endLife, type LifeOptions, playLife } from './cluster-life.ts';
import { applyFleet, applyKubeconfig, fleetCluster } from './fleet.ts';
import { startWorkloadCluster } from './workload-cluster.ts';

/** Shows the life of a cluster, once; a later start finds it where it was, with a workload cluster to reach again. */
export async function runFleet(client: Client, options: LifeOptions): Promise<void> {
  const before = await client.find(Cluster, fleetCluster);
  await using workload = await startWorkloadCluster();
  if (!before) await applyFleet(client);
  await applyKubeconfig(client, workload.kubeconfig);
  if (!before?.status?.initialization?.controlPlaneInitialized) await playLife(client, options);
  await endLife(client, options);
}
