import { Cluster } from '@capstan/capi';
import type { Client } from '@capstan/client';
import type { PhaseEntry } from '@capstan/extension-kit';
import type { Condition } from '@capstan/schema';
import { fleetCluster } from './fleet.ts';

/** Writes on the Cluster what Cluster API would write when its simulated life has got here. */
export async function reflectPhase(client: Client, { phase, cluster }: PhaseEntry): Promise<void> {
  const { annotations } = cluster.metadata;
  if (phase === 'upgrading') {
    const { version } = cluster.spec.topology;
    await client.patch(Cluster, fleetCluster, { type: 'merge', body: { spec: { topology: { version } } } });
  }
  await client.patch(Cluster, fleetCluster, { type: 'merge', body: { metadata: { annotations: annotations ?? {} } } });
  const status = statusAt(phase);
  if (status) await client.applyStatus(Cluster, fleetCluster, status, { force: true });
}

function statusAt(phase: PhaseEntry['phase']) {
  switch (phase) {
    case 'created':
      return { phase: 'Provisioning', initialization: { infrastructureProvisioned: true } } as const;
    case 'controlPlaneInitialized':
    case 'upgraded':
      return provisioned([condition('ControlPlaneInitialized', 'Initialized'), condition('Available', 'Available')]);
    case 'upgrading':
    case 'controlPlaneRolling':
      return provisioned([condition('ControlPlaneInitialized', 'Initialized'), condition('RollingOut', 'RollingOut')]);
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

function condition(type: string, reason: string): Condition {
  return { type, status: 'True', reason, message: '', lastTransitionTime: new Date().toISOString().replace(/\.\d+/, '') };
}
