import { Machine } from '@capstan/capi';
import { Namespace } from '@capstan/schema';
import { expect, test } from 'vitest';
import { applyManifests } from './cluster-api/apply-manifests.ts';
import {
  createCluster,
  deleteCluster,
  isSettled,
  upgradeCluster,
  waitForCluster,
  waitUntilGone,
} from './cluster-api/cluster-life.ts';
import { inMemoryClass } from './cluster-api/in-memory-class.ts';
import { whyNoClusterApi } from './cluster-api/installed.ts';
import { type ManagementCluster, startManagementCluster } from './cluster-api/management-cluster.ts';

const missing = await whyNoClusterApi();
if (missing) console.log(`SKIPPED: tests with the real Cluster API: ${missing}`);

test.skipIf(missing)(
  'a cluster of a class becomes available, goes up two minors and is deleted, with no extension in its way',
  async () => {
    await using management = await startManagementCluster();
    const namespace = 'fleet';
    const ref = { name: 'plain', namespace };
    await management.client.create(Namespace, { metadata: { name: namespace } });
    const kubernetesVersions = ['v1.34.0', 'v1.35.0', 'v1.36.0'];
    await applyManifests(management.client, inMemoryClass({ name: 'in-memory', namespace, kubernetesVersions }));

    await createCluster(management, { ...ref, className: 'in-memory', version: 'v1.34.0' });
    await waitForCluster(management, ref, isSettled, { what: 'available' });
    const before = await machineVersions(management, namespace);
    await upgradeCluster(management, ref, 'v1.36.0');
    await waitForCluster(management, ref, isSettled, { what: 'upgraded', timeout: '180s' });
    const after = await machineVersions(management, namespace);
    await deleteCluster(management, ref);
    await waitUntilGone(management, ref);

    expect(before).toEqual(['v1.34.0', 'v1.34.0']);
    expect(after).toEqual(['v1.36.0', 'v1.36.0']);
    expect(await machineVersions(management, namespace)).toEqual([]);
  },
  400_000,
);

async function machineVersions({ client }: ManagementCluster, namespace: string): Promise<string[]> {
  const versions: string[] = [];
  for await (const { spec } of client.list(Machine, { namespace })) versions.push(spec.version ?? 'none');
  return versions.toSorted();
}
