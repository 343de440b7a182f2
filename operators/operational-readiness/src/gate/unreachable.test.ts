import { requestCluster } from '@capstan/capi';
import { expect, test } from 'vitest';
import type { ReadinessReport } from '../api/readiness-report.ts';
import { clockAhead } from '../test-support/clock-ahead.ts';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { servedExtension } from '../test-support/served-extension.ts';

const conditionOf = ({ status }: ReadinessReport, type: string) => status?.conditions?.find((one) => one.type === type);
const isReady = (report: ReadinessReport) => conditionOf(report, 'Ready')?.status === 'True';

test('a cluster that cannot be looked at for too long is not ready and holds its upgrade, until it can', async () => {
  const clock = clockAhead();
  await using fleet = await fleetEnv({ clock });
  await using served = await servedExtension(fleet.extension, fleet.operator);
  await using _running = await fleet.start();
  await fleet.profile({ probes: [{ name: 'api', type: 'ApiServer' }], gate: { hooks: ['BeforeClusterUpgrade'] } });
  const cluster = requestCluster(await fleet.cluster('web'));
  const gate = () =>
    served.call('BeforeClusterUpgrade', { cluster, fromKubernetesVersion: 'v1.34.0', toKubernetesVersion: 'v1.35.0' });

  await fleet.report('web', isReady);
  fleet.reachable = false;
  const unseen = await fleet.report('web', ({ status }) => status?.unseenSince !== undefined);
  const forNow = await gate();
  clock.ahead = 6 * 60_000;
  const lost = await fleet.report('web', (report) => !isReady(report));
  const held = await gate();
  const again = await gate();
  fleet.reachable = true;
  await fleet.report('web', isReady);
  const passed = await gate();

  expect(isReady(unseen)).toBe(true);
  expect(forNow.retryAfterSeconds).toBe(0);
  const since = unseen.status?.unseenSince;
  const message = `there has been no way to look at the cluster since ${since}`;
  expect(conditionOf(lost, 'Ready')).toMatchObject({ status: 'Unknown', reason: 'ClusterUnreachable', message });
  expect(conditionOf(lost, 'Stale')).toMatchObject({ status: 'Unknown', reason: 'ClusterUnreachable' });
  expect(held).toMatchObject({ retryAfterSeconds: 30, message: expect.stringContaining(message) });
  expect(again.message).toBe(held.message);
  expect(passed.retryAfterSeconds).toBe(0);
});
