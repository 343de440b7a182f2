import { Cluster, requestCluster } from '@capstan/capi';
import { expect, test } from 'vitest';
import { runRequestAnnotation } from '../api/names.ts';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import { ReadinessReport } from '../api/readiness-report.ts';
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

test('a profile whose range was made unreadable keeps its reports and gates, and says what is wrong', async () => {
  await using fleet = await fleetEnv();
  await using served = await servedExtension(fleet.extension, fleet.operator);
  await using _running = await fleet.start();
  const name = await fleet.profile({
    probes: [{ name: 'nodes', type: 'Nodes', atLeast: 1000, timeout: '1s' }],
    gate: { hooks: ['BeforeClusterUpgrade'] },
    rerun: 'OnRequest',
  });
  await fleet.cluster('web');
  const before = await fleet.report('web', (report) => done(report) && report.status?.seen !== undefined);

  const topology = { classRef: { name: 'quick-start' }, version: target };
  const web = { name: 'web', namespace: fleet.namespace };
  const upgraded = await fleet.management.client.patch(Cluster, web, { type: 'merge', body: { spec: { topology } } });
  const body = { spec: { clusters: { kubernetesVersions: '>=1.30 und <1.37' } } };
  await fleet.management.client.patch(ReadinessProfile, { name }, { type: 'merge', body });
  const told = await fleet.management.eventually(ReadinessProfile, { name }, ({ status }) =>
    (status?.conditions ?? []).some(({ reason }) => reason === 'InvalidVersions'),
  );
  const { metadata } = before;
  const annotations = { [runRequestAnnotation]: 'once more' };
  const ref = { name: metadata.name, namespace: fleet.namespace };
  await fleet.management.client.patch(ReadinessReport, ref, { type: 'merge', body: { metadata: { annotations } } });
  const after = await fleet.report('web', (report) => done(report) && report.status?.run?.number === 2);
  const call = { cluster: requestCluster(upgraded), fromKubernetesVersion: 'v1.35.0', toKubernetesVersion: target };
  const held = await served.call('BeforeClusterUpgrade', call);

  const problem = 'spec.clusters.kubernetesVersions ">=1.30 und <1.37" is no range of versions';
  expect(told.status?.conditions?.find(({ type }) => type === 'Ready')?.message).toContain(problem);
  expect(after.metadata.uid).toBe(before.metadata.uid);
  expect(held).toMatchObject({ retryAfterSeconds: 30, message: expect.stringContaining(problem) });
});
