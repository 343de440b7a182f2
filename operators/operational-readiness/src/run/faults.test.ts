import { Cluster } from '@capstan/capi';
import { type InputOf, Namespace, Node, Pod } from '@capstan/schema';
import type { PluginContext, SonobuoyOptions } from '@capstan/simulated-node';
import { expect, test } from 'vitest';
import { ReadinessProfile } from '../api/readiness-profile.ts';
import { ReadinessReport } from '../api/readiness-report.ts';
import type { Run } from '../api/run-fields.ts';
import { clockAhead } from '../test-support/clock-ahead.ts';
import { fleetEnv } from '../test-support/fleet-env.ts';
import { failing, junit, passing, plugin, reporting, withPlugins } from '../test-support/plugins.ts';

const good = { 'example.invalid/e2e:v1': reporting(junit(passing('dns'))) };
const ended = (report: ReadinessReport) => report.status?.phase === 'Done';
const idle = ({ signal }: PluginContext) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

const claiming = ({ write, done }: PluginContext) => {
  write('readme.txt', 'trust me');
  done();
};

/** What the node does, and where it leads a run that then has the time to run into a limit. */
interface Fault extends Partial<SonobuoyOptions> {
  readonly stuck?: (run: Run) => boolean;
  /** Such that there is one limit only to run into in two hours. */
  readonly timeLimits?: InputOf<typeof ReadinessProfile>['spec']['timeLimits'];
}
const twoHoursMs = 2 * 3_600_000;
const notWhole = ({ message = '' }: Run) => message.includes('not whole');

const cases: readonly (readonly [string, SonobuoyOptions['plugins'], Fault, string, RegExp])[] = [
  [
    'an aggregator that crashes',
    good,
    { aggregator: 'crashes' },
    'AggregatorGone',
    /has ended, and its results with it: exit code 2/,
  ],
  [
    'an aggregator that says nothing',
    good,
    { aggregator: 'silent', stuck: ({ progress }) => progress === 'silent', timeLimits: { start: '5h' } },
    'Silent',
    /nothing has moved for 1h: silent/,
  ],
  [
    'a plugin that never reports',
    { 'example.invalid/e2e:v1': idle },
    { stuck: ({ progress }) => progress === 'e2e running', timeLimits: { start: '5h' } },
    'Silent',
    /nothing has moved for 1h: e2e running/,
  ],
  [
    'an image that does not exist',
    {},
    // At its own pace Sonobuoy waits for the image longer than this takes.
    { speed: 1, stuck: ({ trouble }) => trouble?.reason === 'ImageUnavailable', timeLimits: { silence: '5h' } },
    'ImageUnavailable',
    /example.invalid\/e2e:v1: (ErrImagePull|ImagePullBackOff)/,
  ],
  [
    'a plugin that claims success without results',
    { 'example.invalid/e2e:v1': claiming },
    {},
    'ResultsMissing',
    /no junit result/,
  ],
  [
    'a report without cases, which Sonobuoy calls passed',
    { 'example.invalid/e2e:v1': reporting(junit()) },
    {},
    'NothingRan',
    /hold no case/,
  ],
  [
    'an archive that is cut off',
    good,
    { archive: 'truncated', stuck: notWhole },
    'ResultsIncomplete',
    /within 15m: .* not whole/,
  ],
  ['what is no archive', good, { archive: 'garbage', stuck: notWhole }, 'ResultsIncomplete', /within 15m: .* not whole/],
  ['an archive that leads out of itself', good, { archive: 'path-traversal' }, 'ResultsUnreadable', /leads out of it/],
  ['an archive that is a bomb', good, { archive: 'zip-bomb' }, 'ResultsUnreadable', /times its size|larger than/],
];

test.each(cases)(
  '%s decides nothing, within a bound and with its cause',
  async (_what, plugins, { stuck, timeLimits, ...options }, reason, explanation) => {
    const clock = clockAhead();
    await using fleet = await fleetEnv({ programs: withPlugins(plugins, options), clock });
    await using _running = await fleet.start();
    await fleet.profile({ plugins: [plugin('e2e')], rerun: 'OnRequest', ...(timeLimits && { timeLimits }) });
    await fleet.cluster('web');

    if (stuck) await fleet.report('web', ({ status }) => status?.run !== undefined && stuck(status.run));
    clock.ahead = stuck ? twoHoursMs : 0;
    const report = await fleet.report('web', ended);

    expect(report.status?.run).toMatchObject({ verdict: 'Unknown', reason, explanation: expect.stringMatching(explanation) });
    expect(report.status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      status: 'Unknown',
      reason: 'Undecided',
    });
    expect(await fleet.workload.client.find(Namespace, { name: fleet.runs })).toBeUndefined();
  },
);

test('a cluster without a node for the aggregator is undecided once it has had its time', async () => {
  await using fleet = await fleetEnv();
  await using _running = await fleet.start();
  await fleet.profile({ plugins: [plugin('e2e')], timeLimits: { start: '1s' }, rerun: 'OnRequest' });
  await fleet.cluster('web');

  const report = await fleet.report('web', ended);

  expect(report.status?.run).toMatchObject({
    reason: 'Unschedulable',
    explanation: expect.stringContaining('pod sonobuoy has no node'),
  });
});

test('a namespace that somebody else has is waited for, then reported, and not touched', async () => {
  await using fleet = await fleetEnv();
  await using _running = await fleet.start();
  const theirs = await fleet.workload.client.create(Namespace, { metadata: { name: fleet.runs } });
  await fleet.profile({ plugins: [plugin('e2e')], timeLimits: { preconditions: '1s' } });
  await fleet.cluster('web');

  const report = await fleet.report('web', (one) => one.status?.run?.reason === 'ForeignRun' && ended(one));

  expect(report.status?.run?.explanation).toContain(`the namespace ${fleet.runs} is there already`);
  const after = await fleet.workload.client.get(Namespace, { name: fleet.runs });
  expect(after.metadata.resourceVersion).toBe(theirs.metadata.resourceVersion);
});

test('a cluster that cannot be reached is undecided, and checked once it can be', async () => {
  await using fleet = await fleetEnv({ programs: withPlugins(good) });
  await using _running = await fleet.start();
  fleet.reachable = false;
  await fleet.profile({ plugins: [plugin('e2e')], timeLimits: { preconditions: '1s' } });
  await fleet.cluster('web');

  const before = await fleet.report('web', ended);
  fleet.reachable = true;
  const after = await fleet.report('web', (one) => ended(one) && one.status?.run?.verdict === 'Passed');

  expect(before.status?.run).toMatchObject({
    reason: 'ClusterUnreachable',
    explanation: expect.stringContaining('cluster web cannot be reached'),
  });
  expect(after.status?.history?.[0]).toMatchObject({ verdict: 'Unknown', reason: 'ClusterUnreachable' });
});

test('a report that is deleted in the middle of its run takes the run with it', async () => {
  await using fleet = await fleetEnv({ programs: withPlugins({ 'example.invalid/e2e:v1': idle }) });
  await using _running = await fleet.start();
  await fleet.profile({ plugins: [plugin('e2e')] });
  await fleet.cluster('web');
  const { metadata } = await fleet.report('web', (one) => one.status?.phase === 'Running');
  await fleet.workload.eventually(Pod, { name: 'sonobuoy', namespace: fleet.runs }, ({ status }) => status?.phase === 'Running');
  const { uid } = (await fleet.workload.client.get(Namespace, { name: fleet.runs })).metadata;

  await fleet.management.client.delete(ReadinessProfile, { name: metadata.name.replace('web.', '') }); // else it is recorded anew
  await fleet.management.client.delete(ReadinessReport, { name: metadata.name, namespace: fleet.namespace });
  await fleet.management.eventuallyGone(ReadinessReport, { name: metadata.name, namespace: fleet.namespace }, { timeout: '60s' });

  expect((await fleet.workload.client.find(Namespace, { name: fleet.runs }))?.metadata.uid).not.toBe(uid);
});

test('a cluster that is gone, with its workload cluster, does not hold its report', async () => {
  await using fleet = await fleetEnv({ programs: withPlugins({ 'example.invalid/e2e:v1': idle }) });
  await using _running = await fleet.start();
  await fleet.profile({ plugins: [plugin('e2e')] });
  await fleet.cluster('web');
  const { metadata } = await fleet.report('web', (one) => one.status?.phase === 'Running');

  fleet.reachable = false;
  await fleet.management.client.delete(Cluster, { name: 'web', namespace: fleet.namespace });

  await fleet.management.eventuallyGone(ReadinessReport, { name: metadata.name, namespace: fleet.namespace });
});

test('a profile that changes during a run changes the next one; this one ends as it began, and is stale', async () => {
  const goOn = Promise.withResolvers<void>();
  const waiting = async (context: PluginContext) => {
    await goOn.promise;
    reporting(junit(passing('dns')))(context);
  };
  await using fleet = await fleetEnv({ programs: withPlugins({ 'example.invalid/e2e:v1': waiting }) });
  await using _running = await fleet.start();
  const profile = await fleet.profile({ plugins: [plugin('e2e')], rerun: 'OnRequest' });
  await fleet.cluster('web');
  await fleet.report('web', (one) => one.status?.phase === 'Running');

  const body = { spec: { probes: [{ name: 'api', type: 'ApiServer' }] } };
  const { metadata } = await fleet.management.client.patch(ReadinessProfile, { name: profile }, { type: 'merge', body });
  const isSeen = ({ status }: ReadinessProfile) => status?.observedGeneration === metadata.generation;
  await fleet.management.eventually(ReadinessProfile, { name: profile }, isSeen); // by the operator, else it says so later
  goOn.resolve();
  const report = await fleet.report('web', ended);

  expect(report.status?.run).toMatchObject({ verdict: 'Passed', sources: [{ name: 'e2e' }] });
  expect(report.status?.conditions?.find(({ type }) => type === 'Stale')).toMatchObject({
    status: 'True',
    reason: 'ProfileChanged',
  });
  expect(report.status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'Unknown', reason: 'Stale' });
});

test('cases that fail are tried again, and what passes then has passed', async () => {
  let attempts = 0;
  const flaky = (context: PluginContext) => {
    attempts += 1;
    reporting(junit(passing('dns'), attempts === 1 ? failing('cni') : passing('cni')))(context);
  };
  await using fleet = await fleetEnv({ programs: withPlugins({ 'example.invalid/e2e:v1': flaky }) });
  await using _running = await fleet.start();
  await fleet.profile({ plugins: [{ ...plugin('e2e'), focusVariable: 'E2E_FOCUS' }], retries: 1 });
  await fleet.cluster('web');

  const report = await fleet.report('web', ended);

  expect(report.status?.run).toMatchObject({
    verdict: 'Passed',
    attempt: 2,
    counts: { passed: 2, failed: 0 },
    explanation: '2 of 2 cases passed, 1 of them when tried again',
  });
});

test('nodes that change make a result stale, and the cluster is checked again', async () => {
  await using fleet = await fleetEnv({ programs: withPlugins(good) });
  await using _running = await fleet.start();
  await fleet.profile({ probes: [{ name: 'api', type: 'ApiServer' }] });
  await fleet.cluster('web');
  const first = await fleet.report('web', ended);

  await fleet.workload.client.create(Node, { metadata: { name: `late-${fleet.runs}` } });
  const second = await fleet.report('web', (one) => ended(one) && (one.status?.run?.number ?? 0) > 1);
  await fleet.workload.client.delete(Node, { name: `late-${fleet.runs}` });

  expect(second.status?.run?.cause).toContain('checked with other nodes: 1 then, 2 now');
  expect(second.status?.validFor?.nodes).toBe((first.status?.validFor?.nodes ?? 0) + 1);
});
