import { fail, type HookHandler, type HookRequest, hook, proceed, provide, retry } from '@capstan/capi';
import { expect, test } from 'vitest';
import { sampleCluster } from '../cluster/topology-cluster.ts';
import { serveExtension } from '../test-support/served-extension.ts';
import { type LifecycleOptions, simulateLifecycle } from './simulate-lifecycle.ts';
import type { TimelineEntry } from './timeline.ts';

const lifecycle = [
  'BeforeClusterCreate',
  'AfterControlPlaneInitialized',
  'BeforeClusterUpgrade',
  'BeforeControlPlaneUpgrade',
  'AfterControlPlaneUpgrade',
  'BeforeWorkersUpgrade',
  'AfterWorkersUpgrade',
  'AfterClusterUpgrade',
  'BeforeClusterDelete',
] as const;

function proceeding(...except: readonly string[]): readonly HookHandler[] {
  return lifecycle.filter((name) => !except.includes(name)).map((name) => hook(name, {}, () => proceed()));
}

async function live(handlers: readonly HookHandler[], options: Partial<LifecycleOptions> = {}): Promise<TimelineEntry[]> {
  await using served = await serveExtension(handlers);
  const entries: TimelineEntry[] = [];
  const given = {
    extensions: [{ endpoint: served.endpoint }],
    cluster: sampleCluster(),
    versions: ['v1.34.0', 'v1.35.0', 'v1.36.0'],
  };
  for await (const entry of simulateLifecycle({ ...given, speed: Number.POSITIVE_INFINITY, ...options })) entries.push(entry);
  return entries;
}

/** Hooks as they were called, with versions, without what is asked on every reconcile. */
function story(entries: readonly TimelineEntry[]): readonly string[] {
  return entries.flatMap((entry) => {
    if (entry.type !== 'call' || entry.hook === 'GeneratePatches' || entry.hook === 'ValidateTopology') return [];
    return `${entry.hook} ${entry.from ?? ''}>${entry.to ?? ''} ${entry.answer}`;
  });
}

test('a life over two minors calls the hooks that Cluster API was seen to call, in its order', async () => {
  const plan = hook('GenerateUpgradePlan', {}, (request) =>
    provide({
      controlPlaneUpgrades: ['v1.35.0', 'v1.36.0']
        .filter((version) => version > request.fromControlPlaneKubernetesVersion)
        .map((version) => ({ version })),
      workersUpgrades: [],
    }),
  );

  const entries = await live([...proceeding(), plan]);

  expect(story(entries)).toEqual([
    'BeforeClusterCreate > proceed',
    'AfterControlPlaneInitialized > proceed',
    'GenerateUpgradePlan v1.34.0>v1.36.0 proceed',
    'BeforeClusterUpgrade v1.34.0>v1.36.0 proceed',
    'BeforeControlPlaneUpgrade v1.34.0>v1.35.0 proceed',
    'GenerateUpgradePlan v1.35.0>v1.36.0 proceed',
    'AfterControlPlaneUpgrade >v1.35.0 proceed',
    'BeforeControlPlaneUpgrade v1.35.0>v1.36.0 proceed',
    'GenerateUpgradePlan v1.36.0>v1.36.0 proceed',
    'AfterControlPlaneUpgrade >v1.36.0 proceed',
    'BeforeWorkersUpgrade v1.34.0>v1.36.0 proceed',
    'AfterWorkersUpgrade >v1.36.0 proceed',
    'AfterClusterUpgrade >v1.36.0 proceed',
    'BeforeClusterDelete > proceed',
  ]);
  expect(entries.flatMap((entry) => (entry.type === 'phase' ? entry.phase : []))).toEqual([
    'creating',
    'created',
    'controlPlaneInitialized',
    'upgrading',
    'controlPlaneRolling',
    'controlPlaneUpgraded',
    'controlPlaneRolling',
    'controlPlaneUpgraded',
    'workersRolling',
    'workersUpgraded',
    'upgraded',
    'deleting',
    'deleted',
  ]);
  expect(entries.at(-1)).toMatchObject({ type: 'end', outcome: 'completed' });
});

test('requests carry the Cluster and the plans as Cluster API was seen to send them', async () => {
  const seen: HookRequest<'BeforeControlPlaneUpgrade' | 'AfterControlPlaneUpgrade'>[] = [];
  const handlers = [
    ...proceeding('BeforeControlPlaneUpgrade', 'AfterControlPlaneUpgrade'),
    hook('BeforeControlPlaneUpgrade', {}, (request) => {
      seen.push(request);
      return proceed();
    }),
    hook('AfterControlPlaneUpgrade', {}, (request) => {
      seen.push(request);
      return proceed();
    }),
  ];

  await live(handlers);

  const facts = seen.map(({ cluster, controlPlaneUpgrades, workersUpgrades }) => ({
    pending: cluster.metadata.annotations?.['runtime.cluster.x-k8s.io/pending-hooks'],
    step: cluster.metadata.annotations?.['topology.internal.cluster.x-k8s.io/upgrade-step'],
    controlPlane: controlPlaneUpgrades?.map(({ version }) => version),
    workers: workersUpgrades?.map(({ version }) => version),
  }));
  const workers = ['v1.36.0'];
  const owed = 'AfterClusterUpgrade,AfterControlPlaneUpgrade';
  expect(facts).toEqual([
    { pending: 'AfterClusterUpgrade', step: undefined, controlPlane: ['v1.35.0', 'v1.36.0'], workers },
    { pending: owed, step: 'v1.35.0', controlPlane: ['v1.36.0'], workers },
    { pending: 'AfterClusterUpgrade', step: 'v1.35.0', controlPlane: ['v1.36.0'], workers },
    { pending: `${owed},AfterWorkersUpgrade,BeforeWorkersUpgrade`, step: 'v1.36.0', controlPlane: undefined, workers },
  ]);
});

test('a wait is kept to the second, and told with its end', async () => {
  let asked = 0;
  const gate = hook('BeforeClusterUpgrade', {}, () => {
    asked += 1;
    return asked < 4 ? retry(12, 'waiting for approval') : proceed('approved');
  });

  const entries = await live([...proceeding('BeforeClusterUpgrade'), gate]);

  const calls = entries.filter((entry) => entry.type === 'call' && entry.hook === 'BeforeClusterUpgrade');
  const [first] = calls;
  expect(calls.map(({ seconds }) => seconds - (first?.seconds ?? 0))).toEqual([0, 12, 24, 36]);
  expect(calls.map((entry) => entry.type === 'call' && [entry.answer, entry.message, entry.repeats])).toEqual([
    ['wait', 'waiting for approval', 0],
    ['wait', 'waiting for approval', 1],
    ['wait', 'waiting for approval', 2],
    ['proceed', 'approved', 0],
  ]);
  expect(calls.at(-1)).toMatchObject({ waitedSeconds: 36 });
});

test('a hook that never lets go, and one that keeps failing, end the life as stuck', async () => {
  const waiting = await live([hook('BeforeClusterCreate', {}, () => retry(60, 'no quota'))], { patience: '10m' });
  const failing = await live([hook('AfterControlPlaneInitialized', {}, () => fail('no network'))], { maxFailures: 3 });

  expect(waiting.at(-1)).toMatchObject({ outcome: 'stuck', message: 'BeforeClusterCreate has been holding it up for 600 s' });
  expect(failing.at(-1)).toMatchObject({
    outcome: 'stuck',
    message: expect.stringMatching(/^3 failures in a row: .*no network/),
  });
  expect(story(failing)).toEqual(Array(3).fill('AfterControlPlaneInitialized > failure'));
});

test('an annotation that holds the upgrade by hand is told, and ends the life as stuck', async () => {
  const sample = sampleCluster();
  const key = 'before-upgrade.hook.cluster.cluster.x-k8s.io/change-freeze';
  const cluster = { ...sample, metadata: { ...sample.metadata, annotations: { [key]: '' } } };

  const entries = await live(proceeding(), { cluster, patience: '30m' });

  const held = entries.filter((entry) => entry.type === 'call' && entry.hook === 'BeforeClusterUpgrade');
  expect(held).toMatchObject([{ answer: 'wait', handlers: [], message: `annotation ${key} of the Cluster holds it` }]);
  expect(entries.at(-1)).toMatchObject({ outcome: 'stuck', message: 'BeforeClusterUpgrade has been holding it up for 1800 s' });
  expect(entries.at(-1)).not.toHaveProperty('calls.BeforeClusterUpgrade');
});

test('patches are applied and validated on every reconcile; one that does not apply is an error', async () => {
  const patch = (document: unknown) => Buffer.from(JSON.stringify(document)).toString('base64');
  const validated = new Set<unknown>();
  const path = '/spec/template/spec/kubeadmConfigSpec/preKubeadmCommands';
  const patching = (operation: object) =>
    hook('GeneratePatches', {}, ({ items }) =>
      provide({
        items: items
          .filter(({ object }) => object.kind === 'KubeadmControlPlaneTemplate')
          .map(({ uid }) => ({ uid, patchType: 'JSONPatch', patch: patch([operation]) })),
      }),
    );
  const validate = hook('ValidateTopology', {}, ({ items }) => {
    validated.add(
      JSON.stringify(items.find(({ object }) => object.kind === 'KubeadmControlPlaneTemplate')?.object).includes('echo hi'),
    );
    return proceed();
  });

  const good = await live([patching({ op: 'add', path, value: ['echo hi'] }), validate]);
  const bad = await live([patching({ op: 'replace', path, value: [] })], { maxFailures: 1 });

  expect(good.at(-1)).toMatchObject({ outcome: 'completed', calls: { GeneratePatches: good.filter(isPatchCall).length } });
  expect([...validated]).toEqual([true]);
  expect(bad.at(-1)).toMatchObject({ outcome: 'stuck', message: expect.stringContaining('the JSONPatch does not apply') });
});

function isPatchCall(entry: TimelineEntry): boolean {
  return entry.type === 'call' && entry.hook === 'GeneratePatches';
}

test('workers are updated in place where an extension can, machine after machine', async () => {
  const merge = (document: unknown) => ({
    patchType: 'JSONMergePatch' as const,
    patch: Buffer.from(JSON.stringify(document)).toString('base64'),
  });
  let asked = 0;
  const canUpdate = (version: string) =>
    hook('CanUpdateMachineSet', {}, () => provide({ machineSetPatch: merge({ spec: { template: { spec: { version } } } }) }));
  const update = hook('UpdateMachine', {}, () => {
    asked += 1;
    return asked % 2 === 1 ? retry(3, 'updating') : proceed();
  });

  const able = await live([canUpdate('v1.36.0'), update]);
  const unable = await live([canUpdate('v1.35.9'), update]);

  expect(story(able)).toEqual([
    'CanUpdateMachineSet > proceed',
    'UpdateMachine > wait',
    'UpdateMachine > proceed',
    'UpdateMachine > wait',
    'UpdateMachine > proceed',
  ]);
  expect(story(unable)).toEqual(['CanUpdateMachineSet > proceed']);
  expect([able, unable].map((entries) => entries.at(-1))).toMatchObject([{ outcome: 'completed' }, { outcome: 'completed' }]);
});

test('variables that an extension defines get their defaults', async () => {
  const variables = hook('DiscoverVariables', {}, () =>
    provide({
      variables: [{ name: 'greeting', required: false, schema: { openAPIV3Schema: { type: 'string', default: 'hello' } } }],
    }),
  );

  const [, first] = await live([variables]);

  expect(first).toMatchObject({ cluster: { spec: { topology: { variables: [{ name: 'greeting', value: 'hello' }] } } } });
});

test('variables that cannot be discovered end the life before it begins', async () => {
  const entries = await live([...proceeding(), hook('DiscoverVariables', {}, () => fail('no variables today'))]);

  expect(entries.map(({ type }) => type)).toEqual(['call', 'end']);
  expect(entries.at(-1)).toMatchObject({ outcome: 'stuck', message: expect.stringContaining('no variables today') });
});

test('a plan that Cluster API refuses, and versions that do not ascend, are refused', async () => {
  const plan = hook('GenerateUpgradePlan', {}, () =>
    provide({ controlPlaneUpgrades: [{ version: 'v1.36.0' }], workersUpgrades: [] }),
  );

  const entries = await live([plan], { maxFailures: 1 });

  expect(entries.at(-1)).toMatchObject({
    outcome: 'stuck',
    message: expect.stringContaining('v1.36.0 skips a minor after v1.34.0'),
  });
  await expect(live([], { versions: ['v1.36.0', 'v1.34.0'] })).rejects.toThrow('do not ascend');
});

test('an abort ends the simulation in the middle of a wait', async () => {
  const stop = new AbortController();
  const gate = hook('BeforeClusterCreate', {}, () => {
    setImmediate(() => stop.abort(new Error('enough')));
    return retry(3_600, 'never');
  });

  await expect(live([gate], { speed: 1, signal: stop.signal })).rejects.toThrow('enough');
});
