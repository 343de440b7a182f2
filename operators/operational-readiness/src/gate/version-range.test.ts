import { Cluster, requestCluster } from '@capstan/capi';
import { expect, test } from 'vitest';
import type { ReadinessReport } from '../api/readiness-report.ts';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { servedExtension } from '../test-support/served-extension.ts';

const done = ({ status }: ReadinessReport) => status?.phase === 'Done';
const target = 'v1.99.0';

test('a profile that is for the version an upgrade leaves gates its beginning, and keeps its report', async () => {
  await using fleet = await fleetEnv();
  await using served = await servedExtension(fleet.extension, fleet.operator);
  await using _running = await fleet.start();
  const hooks = ['BeforeClusterUpgrade', 'AfterControlPlaneUpgrade'] as const;
  const profile = await fleet.profile({
    clusters: { kubernetesVersions: '<1.99', namespaces: [fleet.namespace] },
    probes: [{ name: 'nodes', type: 'Nodes', atLeast: 1000, timeout: '1s' }], // there are none, so it fails
    gate: { hooks },
    rerun: 'OnRequest',
  });
  await fleet.cluster('web');
  const before = await fleet.report('web', (report) => done(report) && report.status?.seen !== undefined);

  const topology = { classRef: { name: 'quick-start' }, version: target };
  const ref = { name: 'web', namespace: fleet.namespace };
  const upgraded = await fleet.management.client.patch(Cluster, ref, { type: 'merge', body: { spec: { topology } } });
  const cluster = requestCluster(upgraded);
  const { kubernetesVersion } = before.status?.validFor ?? {};
  const held = await served.call('BeforeClusterUpgrade', {
    cluster,
    fromKubernetesVersion: kubernetesVersion ?? '',
    toKubernetesVersion: target,
  });
  const kept = await fleet.report('web', ({ status }) => status?.gate !== undefined);
  const stepped = await served.call('AfterControlPlaneUpgrade', { cluster, kubernetesVersion: target });

  expect(held).toMatchObject({ retryAfterSeconds: 30, message: expect.stringContaining(`${profile} (`) });
  expect(kept.metadata.uid).toBe(before.metadata.uid);
  expect(stepped.retryAfterSeconds).toBe(0);
});
