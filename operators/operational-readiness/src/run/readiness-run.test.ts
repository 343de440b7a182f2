import { Event, Namespace, Secret } from '@capstan/schema';
import { expect, test } from 'vitest';
import type { ReadinessReport } from '../api/readiness-report.ts';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { failing, junit, passing, plugin, reporting, withPlugins } from '../test-support/plugins.ts';

const condition = (report: ReadinessReport, type: string) => {
  const found = report.status?.conditions?.find((one) => one.type === type);
  return found && `${found.status} ${found.reason}`;
};
const isDone = (report: ReadinessReport) => report.status?.phase === 'Done';

test('a cluster that passes is Ready, its results are kept, and nothing of the run is left in it', async () => {
  const programs = withPlugins({ 'example.invalid/e2e:v1': reporting(junit(passing('dns'), passing('cni'))) });
  await using fleet = await fleetEnv({ programs });
  await using _running = await fleet.start();
  await fleet.profile({ plugins: [plugin('e2e')], probes: [{ name: 'api', type: 'ApiServer' }] });
  await fleet.cluster('web');

  const report = await fleet.report('web', isDone);

  expect(['Ready', 'Running', 'Passed', 'Stale', 'CleanedUp'].map((type) => condition(report, type))).toEqual([
    'True Passed',
    'False Idle',
    'True AllPassed',
    'False Current',
    'True Removed',
  ]);
  expect(report.status?.summary).toBe('3/3 passed');
  expect(report.status?.run?.phases.map(({ name }) => name)).toEqual([
    'Pending',
    'Preconditions',
    'Dispatching',
    'Running',
    'Retrieving',
    'Judging',
    'CleaningUp',
    'Done',
  ]);
  expect(await fleet.workload.client.find(Namespace, { name: fleet.runs })).toBeUndefined();
  const [, secret = ''] = /^secrets:(.*)\/1$/.exec(report.status?.run?.archive?.location ?? '') ?? [];
  const { metadata } = await fleet.management.client.get(Secret, { name: `${secret}.0`, namespace: fleet.namespace });
  expect(metadata.ownerReferences?.[0]).toMatchObject({ kind: 'ReadinessReport', uid: report.metadata.uid });
  const events = await Array.fromAsync(fleet.management.client.list(Event, { namespace: fleet.namespace }));
  const about = events.filter(({ involvedObject }) => involvedObject.kind === 'Cluster').map(({ reason }) => reason);
  expect(about.sort()).toEqual(['ReadinessPassed', 'ReadinessStarted']);
});

test('a cluster whose cases fail is not Ready, and the report says which', async () => {
  const programs = withPlugins({
    'example.invalid/e2e:v1': reporting(junit(passing('dns'), failing('cni', 'no route password=x'))),
  });
  await using fleet = await fleetEnv({ programs });
  await using _running = await fleet.start();
  await fleet.profile({ plugins: [plugin('e2e')] });
  await fleet.cluster('web');

  const report = await fleet.report('web', isDone);

  expect([condition(report, 'Ready'), condition(report, 'Passed')]).toEqual(['False Failed', 'False CasesFailed']);
  expect(report.status?.run?.cases).toEqual([{ source: 'e2e', name: 'cni', status: 'failed', message: 'no route password=***' }]);
  expect(report.status?.run?.explanation).toBe('1 of 2 cases failed');
});
