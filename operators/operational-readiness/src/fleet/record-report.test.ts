import { requestCluster } from '@capstan/capi';
import { expect, test } from 'vitest';
import { ReadinessReport } from '../api/readiness-report.ts';
import { before } from '../test-support/before.ts';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { servedExtension } from '../test-support/served-extension.ts';
import { recordReport } from './record-report.ts';

test('a report that is gone when it is to be read is made again', async () => {
  await using fleet = await fleetEnv();
  const cluster = requestCluster(await fleet.cluster('web'));
  const first = await recordReport(fleet.operator, cluster, { profile: 'smoke' });
  const { name, namespace } = first.report.metadata;
  const vanishing = before(fleet.operator, 'find', async () => {
    await fleet.management.client.delete(ReadinessReport, { name, namespace });
    await fleet.management.eventuallyGone(ReadinessReport, { name, namespace });
  });

  const second = await recordReport(vanishing, cluster, { profile: 'smoke' });

  expect(second).toMatchObject({ created: true, report: { spec: { cluster: 'web', profile: 'smoke' } } });
  expect(second.report.metadata.uid).not.toBe(first.report.metadata.uid);
});

test('a gate whose report goes while it is asked says what it would have said', async () => {
  await using fleet = await fleetEnv();
  const gate = { hooks: ['BeforeClusterUpgrade' as const] };
  const profile = await fleet.profile({ probes: [{ name: 'api', type: 'ApiServer' }], gate });
  const cluster = await fleet.cluster('web');
  const vanishing = before(fleet.operator, 'patch', async () => {
    const ref = { name: `web.${profile}`, namespace: fleet.namespace };
    await fleet.management.client.delete(ReadinessReport, ref);
    await fleet.management.eventuallyGone(ReadinessReport, ref);
  });
  await using served = await servedExtension(fleet.extension, vanishing);

  const answer = await served.call('BeforeClusterUpgrade', {
    cluster: requestCluster(cluster),
    fromKubernetesVersion: 'v1.34.0',
    toKubernetesVersion: 'v1.36.0',
  });

  expect(answer).toMatchObject({
    status: 'Success',
    retryAfterSeconds: 30,
    message: expect.stringContaining('waiting for the first run'),
  });
});
