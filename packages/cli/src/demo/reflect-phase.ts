import { Cluster, capiAnnotations } from '@capstan/capi';
import type { Client } from '@capstan/client';
import type { PhaseEntry } from '@capstan/extension-kit';
import type { Condition } from '@capstan/schema';
import { fleetCluster } from './fleet.ts';

/** Kept by Cluster API for as long as they say something, and removed then. */
const passing = { [capiAnnotations.pendingHooks]: null, [capiAnnotations.upgradeStep]: null };

/** Writes on the Cluster what Cluster API would write when its simulated life has got here. */
export async function reflectPhase(client: Client, { phase, cluster }: PhaseEntry): Promise<void> {
  const { annotations } = cluster.metadata;
  if (phase === 'upgrading') {
    const { version } = cluster.spec.topology;
    await client.patch(Cluster, fleetCluster, { type: 'merge', body: { spec: { topology: { version } } } });
  }
  const body = { metadata: { annotations: { ...passing, ...annotations } } };
  await client.patch(Cluster, fleetCluster, { type: 'merge', body });
  const status = statusAt(phase);
  if (status) await client.applyStatus(Cluster, fleetCluster, status, { force: true });
}

function statusAt(phase: PhaseEntry['phase']) {
  switch (phase) {
    case 'created':
      return {
        phase: 'Provisioning',
        initialization: { infrastructureProvisioned: true },
        conditions: [condition('TopologyReconciled', 'ClusterCreating', 'False')],
      } as const;
    case 'controlPlaneInitialized':
      return provisioned([initialized(), condition('Available', 'Available')]);
    case 'upgraded':
      return provisioned([
        initialized(),
        condition('Available', 'Available'),
        condition('TopologyReconciled', 'ReconcileSucceeded'),
      ]);
    case 'upgrading':
    case 'controlPlaneRolling':
      return provisioned([
        initialized(),
        condition('RollingOut', 'RollingOut'),
        condition('TopologyReconciled', 'ClusterUpgrading', 'False'),
      ]);
    default:
      return undefined;
  }
}

const provisioned = (conditions: readonly Condition[]) =>
  ({
    phase: 'Provisioned',
    initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
    conditions,
  }) as const;

const initialized = () => condition('ControlPlaneInitialized', 'Initialized');

function condition(type: string, reason: string, status: 'True' | 'False' = 'True'): Condition {
  return { type, status, reason, message: '', lastTransitionTime: new Date().toISOString().replace(/\.\d+/, '') };
}
