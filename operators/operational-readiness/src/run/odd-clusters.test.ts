import { ConfigMap, Namespace, Node } from '@capstan/schema';
import type { PluginContext } from '@capstan/simulated-node';
import { expect, test } from 'vitest';
import type { ReadinessReport } from '../api/readiness-report.ts';
import { clockAhead } from '../test-support/clock-ahead.ts';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { failing, junit, passing, plugin, reporting, withPlugins } from '../test-support/plugins.ts';
import { timestamp } from '../timestamps.ts';

const ended = ({ status }: ReadinessReport) => status?.phase === 'Done';
const hourMs = 3_600_000;

test('a DaemonSet plugin that reports from fewer nodes than there are decides nothing', async () => {
  // No controller makes the pods of a DaemonSet here, so Sonobuoy waits for them in vain.
  const programs = withPlugins({ 'example.invalid/logs:v1': reporting(junit(passing('disk'))) });
  await using fleet = await fleetEnv({ programs });
  await using _running = await fleet.start();
  const timeLimits = { silence: '3s' };
  await fleet.profile({ plugins: [plugin('logs', 'junit', 'DaemonSet')], timeLimits, rerun: 'OnRequest' });
  await fleet.cluster('web');

  const report = await fleet.report('web', ended);

  expect(report.status?.run).toMatchObject({ verdict: 'Unknown', daemonNodes: { logs: 1 } });
});

test.each([-3, 3])('an operator whose clock is %i hours off judges the same', async (hours) => {
  const clock = clockAhead();
  clock.ahead = hours * hourMs;
  const programs = withPlugins({ 'example.invalid/e2e:v1': reporting(junit(passing('dns'))) });
  await using fleet = await fleetEnv({ programs, clock });
  await using _running = await fleet.start();
  await fleet.profile({ plugins: [plugin('e2e')], timeLimits: { silence: '5m', start: '5m' } });
  const before = timestamp(clock.now());
  await fleet.cluster('web');

  const report = await fleet.report('web', ended);

  expect(report.status?.run?.verdict).toBe('Passed');
  const { startedAt } = report.status?.run ?? {};
  expect([before, startedAt, timestamp(clock.now())].toSorted()).toEqual([before, startedAt, expect.anything()]);
});

test('a node that is lost under the run ends it, with the node by name', async () => {
  const started = Promise.withResolvers<void>();
  const idle = ({ signal }: PluginContext) =>
    new Promise<void>((resolve) => {
      started.resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  const clock = clockAhead();
  await using fleet = await fleetEnv({ programs: withPlugins({ 'example.invalid/e2e:v1': idle }), clock });
  await using _running = await fleet.start();
  await fleet.profile({ plugins: [plugin('e2e')], timeLimits: { silence: '5h' }, rerun: 'OnRequest' });
  await fleet.cluster('web');
  await started.promise;

  const conditions = [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown', message: 'kubelet stopped posting' }];
  const name = `node-${fleet.runs}`;
  await fleet.workload.client.patch(
    Node,
    { name },
    { type: 'merge', body: { status: { conditions } } },
    { subresource: 'status' },
  );
  await fleet.report('web', ({ status }) => status?.run?.trouble?.reason === 'NodeLost');
  clock.ahead = 2 * hourMs;
  const report = await fleet.report('web', ended);

  expect(report.status?.run).toMatchObject({
    reason: 'NodeLost',
    explanation: expect.stringContaining(`the node ${name} of pod`),
  });
});

test('a known failure does not fail a cluster, and the report names who answers for it', async () => {
  const programs = withPlugins({ 'example.invalid/e2e:v1': reporting(junit(passing('dns'), failing('flaky net'))) });
  await using fleet = await fleetEnv({ programs });
  await using _running = await fleet.start();
  const knownFailures = [{ name: 'flaky*', owner: 'net-team', expires: '2046-01-01T00:00:00Z', why: 'issue 7' }];
  await fleet.profile({ plugins: [plugin('e2e')], knownFailures });
  await fleet.cluster('web');

  const report = await fleet.report('web', ended);

  expect(report.status?.run).toMatchObject({ verdict: 'Passed', reason: 'KnownFailuresOnly' });
  expect(report.status?.run?.cases?.[0]).toMatchObject({
    status: 'known',
    message: expect.stringContaining('net-team: issue 7'),
  });
});

test('a result that leans on a known failure is stale once that expires', async () => {
  const clock = clockAhead();
  const programs = withPlugins({ 'example.invalid/e2e:v1': reporting(junit(passing('dns'), failing('flaky net'))) });
  await using fleet = await fleetEnv({ programs, clock });
  await using _running = await fleet.start();
  const expires = new Date(Date.now() + hourMs).toISOString();
  const knownFailures = [{ name: 'flaky*', owner: 'net-team', expires, why: 'issue 7' }];
  await fleet.profile({ plugins: [plugin('e2e')], knownFailures, rerun: 'OnRequest' });
  await fleet.cluster('web');
  const readyOf = (report: ReadinessReport) => report.status?.conditions?.find(({ type }) => type === 'Ready');

  const before = await fleet.report('web', ended);
  clock.ahead = 2 * hourMs;
  const after = await fleet.report('web', (report) => readyOf(report)?.status !== 'True');

  expect(readyOf(before)?.status).toBe('True');
  expect(readyOf(after)).toMatchObject({ reason: 'Stale', message: 'flaky* is no known failure any more' });
});

test('what could not be removed is said, and removed once it can be', async () => {
  const goOn = Promise.withResolvers<void>();
  const waiting = async (context: PluginContext) => {
    await goOn.promise;
    reporting(junit(passing('dns')))(context);
  };
  await using fleet = await fleetEnv({ programs: withPlugins({ 'example.invalid/e2e:v1': waiting }) });
  await using _running = await fleet.start();
  await fleet.profile({ plugins: [plugin('e2e')], timeLimits: { cleanUp: '1s' }, rerun: 'OnRequest' });
  const ref = { name: 'holds-it', namespace: fleet.runs };
  await fleet.cluster('web');
  await fleet.report('web', ({ status }) => status?.phase === 'Running');
  await fleet.workload.client.create(ConfigMap, { metadata: { ...ref, finalizers: ['example.com/hold'] } });
  goOn.resolve();

  const left = await fleet.report('web', ended);
  await fleet.workload.client.patch(ConfigMap, ref, { type: 'merge', body: { metadata: { finalizers: null } } });
  const removed = await fleet.report('web', ({ status }) => status?.phase === 'Done' && status.run?.leftBehind === undefined);

  const cleanedUp = (report: ReadinessReport) => report.status?.conditions?.find(({ type }) => type === 'CleanedUp');
  expect(left.status?.run?.verdict).toBe('Passed');
  expect(cleanedUp(left)).toMatchObject({ status: 'False', reason: 'GivenUp', message: expect.stringContaining('after 1s') });
  expect(cleanedUp(removed)).toMatchObject({ status: 'True', reason: 'Removed' });
  expect(await fleet.workload.client.find(Namespace, { name: fleet.runs })).toBeUndefined();
});
