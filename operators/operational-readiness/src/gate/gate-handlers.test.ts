import { Cluster, requestCluster } from '@capstan/capi';
import { Event } from '@capstan/schema';
import { expect, test } from 'vitest';
import { overrideAnnotation, reportName } from '../api/names.ts';
import { ReadinessReport } from '../api/readiness-report.ts';
import { before } from '../test-support/before.ts';
import { type FleetEnv, fleetEnv } from '../test-support/fleet-env.ts';
import { failing, junit, passing, plugin, reporting, withPlugins } from '../test-support/plugins.ts';
import { servedExtension } from '../test-support/served-extension.ts';
import { gateRecord } from './gate-record.ts';

const upgrade = (cluster: Cluster) => ({
  cluster: requestCluster(cluster),
  fromKubernetesVersion: 'v1.34.0',
  toKubernetesVersion: 'v1.36.0',
});
/** The first run has ended and its cluster was looked at since: nobody writes to the report until something changes. */
const settled = ({ status }: ReadinessReport) => status?.phase === 'Done' && status.seen !== undefined;

/** A fleet with a profile that gates all upgrades, whose plugin says this. */
async function gatedFleet(report: () => string): Promise<FleetEnv & { readonly profileName: string }> {
  const fleet = await fleetEnv({
    programs: withPlugins({ 'example.invalid/e2e:v1': (context) => reporting(report())(context) }),
  });
  const hooks = ['BeforeClusterUpgrade', 'AfterControlPlaneUpgrade', 'BeforeWorkersUpgrade', 'AfterClusterUpgrade'] as const;
  const profileName = await fleet.profile({ plugins: [plugin('e2e')], gate: { hooks }, rerun: 'OnRequest' });
  return Object.assign(fleet, { profileName });
}

test('an upgrade is held until the cluster has been checked, and each step is checked again', async () => {
  await using fleet = await gatedFleet(() => junit(passing('dns')));
  await using served = await servedExtension(fleet.extension, fleet.operator);
  const cluster = await fleet.cluster('web');

  const early = await served.call('BeforeClusterUpgrade', upgrade(cluster));
  await using _running = await fleet.start();
  await fleet.report('web', settled);
  const ready = await served.call('BeforeClusterUpgrade', upgrade(cluster));
  await fleet.report('web', ({ status }) => status?.gate?.passedAt !== undefined);
  const step = { cluster: requestCluster(cluster), kubernetesVersion: 'v1.35.0' };
  const afterStep = await served.call('AfterControlPlaneUpgrade', step);
  const report = await fleet.report('web', ({ status }) => status?.phase === 'Done' && status.run?.number === 2);
  const checked = await served.call('AfterControlPlaneUpgrade', step);

  expect(early).toMatchObject({
    status: 'Success',
    retryAfterSeconds: 30,
    message: expect.stringContaining('waiting for the first run'),
  });
  expect(ready.retryAfterSeconds).toBe(0);
  expect(afterStep).toMatchObject({
    retryAfterSeconds: 30,
    message: expect.stringContaining('to check the control plane at v1.35.0'),
  });
  expect(report.status?.run?.request).toBe('control plane at v1.35.0');
  expect(report.status?.gate).toMatchObject({ hook: 'AfterControlPlaneUpgrade', target: 'v1.35.0' });
  expect(checked.retryAfterSeconds).toBe(0);
});

test('a failed cluster holds its upgrade until somebody answers for it, which is recorded', async () => {
  await using fleet = await gatedFleet(() => junit(failing('cni')));
  await using served = await servedExtension(fleet.extension, fleet.operator);
  await using _running = await fleet.start();
  const cluster = await fleet.cluster('web');
  await fleet.report('web', settled);

  const held = await served.call('BeforeClusterUpgrade', upgrade(cluster));
  await fleet.report('web', ({ status }) => status?.gate !== undefined);
  const again = await served.call('BeforeClusterUpgrade', upgrade(cluster));
  const annotations = { [overrideAnnotation]: 'by=alice; until=2036-12-01T00:00:00Z; why=change 4711' };
  const overridden = await fleet.management.client.patch(
    Cluster,
    { name: 'web', namespace: fleet.namespace },
    { type: 'merge', body: { metadata: { annotations } } },
  );
  const passed = await served.call('BeforeClusterUpgrade', upgrade(overridden));
  const report = await fleet.report('web', ({ status }) => status?.gate?.override !== undefined);

  expect(held.retryAfterSeconds).toBe(30);
  expect(held.message).toContain('is not ready: Failed: 1 of 1 case failed');
  expect(again.message).toBe(held.message);
  expect(passed.retryAfterSeconds).toBe(0);
  expect(report.status?.gate?.override).toMatchObject({ by: 'alice', why: 'change 4711' });
  const events = await Array.fromAsync(fleet.management.client.list(Event, { namespace: fleet.namespace }));
  expect(events.find(({ reason }) => reason === 'GateOverridden')?.message).toContain(
    'alice lets BeforeClusterUpgrade to v1.36.0 pass',
  );
});

test('who lets an upgrade pass is recorded also when the report changes before it is, for it is not asked again', async () => {
  await using fleet = await gatedFleet(() => '');
  const ref = { name: reportName('web', fleet.profileName), namespace: fleet.namespace };
  const { client } = fleet.management;
  let changes = 0;
  const late = before(fleet.operator, 'patch', async () => {
    if (++changes > 2) return;
    const body = { metadata: { labels: { changes: String(changes) } } };
    await client.patch(ReadinessReport, ref, { type: 'merge', body });
  });
  await using served = await servedExtension(fleet.extension, late);
  const { metadata, ...rest } = await fleet.cluster('web');
  const annotations = { [overrideAnnotation]: 'by=alice; until=2036-12-01T00:00:00Z; why=change 4711' };

  const { retryAfterSeconds } = await served.call(
    'BeforeClusterUpgrade',
    upgrade({ ...rest, metadata: { ...metadata, annotations } }),
  );

  expect(retryAfterSeconds).toBe(0);
  expect(gateRecord(await client.get(ReadinessReport, ref))?.override).toMatchObject({ by: 'alice', why: 'change 4711' });
});

test('an upgrade that is let pass waits while that cannot be written down, however often the report changes', async () => {
  await using fleet = await gatedFleet(() => '');
  const ref = { name: reportName('web', fleet.profileName), namespace: fleet.namespace };
  const { client } = fleet.management;
  let quiet = false;
  let changes = 0;
  const late = before(fleet.operator, 'patch', async () => {
    if (quiet) return;
    const body = { metadata: { labels: { changes: String(++changes) } } };
    await client.patch(ReadinessReport, ref, { type: 'merge', body });
  });
  await using served = await servedExtension(fleet.extension, late);
  const { metadata, ...rest } = await fleet.cluster('web');
  const annotations = { [overrideAnnotation]: 'by=alice; until=2036-12-01T00:00:00Z; why=change 4711' };
  const request = upgrade({ ...rest, metadata: { ...metadata, annotations } });

  const held = await served.call('BeforeClusterUpgrade', request);
  const unwritten = gateRecord(await client.get(ReadinessReport, ref));
  quiet = true;
  const passed = await served.call('BeforeClusterUpgrade', request);

  expect(held.retryAfterSeconds).toBe(30);
  expect(held.message).toContain(`${ref.name} changes too often for it to be written down that alice lets BeforeClusterUpgrade`);
  expect([changes, unwritten]).toEqual([5, undefined]);
  expect(passed.retryAfterSeconds).toBe(0);
  expect(gateRecord(await client.get(ReadinessReport, ref))?.override).toMatchObject({ by: 'alice', why: 'change 4711' });
});

test('two replicas that are told of a new control plane at once, and twice, record one report', async () => {
  await using fleet = await gatedFleet(() => junit(passing('dns')));
  await using one = await servedExtension(fleet.extension, fleet.operator);
  await using two = await servedExtension(fleet.extension, fleet.operator);
  const cluster = await fleet.cluster('web');
  const call = { cluster: requestCluster(cluster) };

  const answers = await Promise.all([one, two, one, two].map((replica) => replica.call('AfterControlPlaneInitialized', call)));

  expect(new Set(answers.map(({ message }) => message))).toEqual(new Set([`to be checked: ${fleet.profileName}`]));
  expect(answers.every(({ status }) => status === 'Success')).toBe(true);
  const reports = await Array.fromAsync(fleet.management.client.list(ReadinessReport, { namespace: fleet.namespace }));
  expect(reports.map(({ metadata }) => metadata.name)).toEqual([reportName('web', fleet.profileName)]);
  expect(reports[0]?.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Cluster', uid: cluster.metadata.uid });
});

test('a cluster that no profile selects is not held, and an operator without rights says so without details', async () => {
  await using fleet = await fleetEnv();
  await using served = await servedExtension(fleet.extension, fleet.operator);
  const cluster = await fleet.cluster('web');
  const nobody = await fleet.management.clientAs({ serviceAccount: 'default', namespace: fleet.namespace });
  await using powerless = await servedExtension(fleet.extension, nobody);

  const open = await served.call('BeforeClusterUpgrade', upgrade(cluster));
  const failed = await powerless.call('AfterControlPlaneInitialized', { cluster: requestCluster(cluster) });

  expect(open.retryAfterSeconds).toBe(0);
  expect(failed).toMatchObject({
    status: 'Failure',
    message: 'cannot record what is to be checked; see the log of operational-readiness',
  });
});
