import { Cluster } from '@capstan/capi';
import type { Client } from '@capstan/client';
import { fleetCluster } from './fleet.ts';

interface Followed {
  readonly signal: AbortSignal;
}

const only = { namespace: fleetCluster.namespace, fields: `metadata.name=${fleetCluster.name}` };

/** The Cluster, once there is one; nothing when the signal comes first. */
export async function untilThere(client: Client, { signal }: Followed): Promise<Cluster | undefined> {
  for await (const event of client.watch(Cluster, { ...only, signal }))
    if (event.type === 'listed' || event.type === 'applied') return event.object;
  return undefined;
}

/** The Cluster, once its deletion is asked for; nothing when it went without being held, or the signal comes first. */
export async function untilDeletion(client: Client, uid: string, { signal }: Followed): Promise<Cluster | undefined> {
  let isThere = false;
  for await (const event of client.watch(Cluster, { ...only, signal })) {
    if (event.type === 'restarted') isThere = false;
    else if (event.type === 'deleted' || (event.type === 'synced' && !isThere)) return undefined;
    else if (event.type === 'listed' || event.type === 'applied') {
      if (event.object.metadata.uid !== uid) return undefined;
      if (event.object.metadata.deletionTimestamp) return event.object;
      isThere = true;
    }
  }
  return undefined;
}
