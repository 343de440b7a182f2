import { hookPath, hookRequestText, isBlocking, isHookCallError, sendHook } from '@capstan/capi';
import { verifyExtension } from '@capstan/extension-kit';
import { ConfigMap } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { createLifecycleSample, HookRecord, lifecycleSample } from './index.ts';
import { ManualClock } from './test-support/manual-clock.ts';
import { clientOfSample, servedSample, webCluster } from './test-support/served-sample.ts';

const startEnv = () => testEnv({ resources: [HookRecord] });

async function script(env: TestEnv, namespace: string, data: Readonly<Record<string, string>>): Promise<void> {
  await env.client.apply(ConfigMap, { metadata: { name: 'web-hooks', namespace }, data });
}

const record = (env: TestEnv, namespace: string, accept: (record: HookRecord) => boolean) =>
  env.eventually(HookRecord, { name: 'web', namespace }, accept);
const lastHook = (hook: string) => (object: HookRecord) => object.status?.last?.hook === hook;

test('every hook but Discovery has a handler', () => {
  expect(lifecycleSample.handlers).toHaveLength(16);
  expect(lifecycleSample.handlers.filter(({ hook }) => isBlocking(hook))).toHaveLength(9);
});

test('without a script every lifecycle hook goes on, and the calls are on record', async () => {
  await using env = await startEnv();
  const namespace = await env.namespace();
  await using client = await clientOfSample(env, namespace);
  await using sample = await servedSample({ client });
  const cluster = webCluster(namespace);

  expect(await sample.call('BeforeClusterCreate', { cluster })).toMatchObject({ status: 'Success', retryAfterSeconds: 0 });
  expect(await sample.call('AfterControlPlaneInitialized', { cluster })).toMatchObject({ status: 'Success' });

  const { status } = await record(env, namespace, lastHook('AfterControlPlaneInitialized'));
  expect(status).toMatchObject({ clusterUid: 'a1', total: 2 });
  expect(status?.calls?.map(({ hook, answer, count }) => [hook, answer, count])).toEqual([
    ['BeforeClusterCreate', 'proceed', 1],
    ['AfterControlPlaneInitialized', 'proceed', 1],
  ]);
});

test('a block holds for its time, also when another replica is asked and after a restart', async () => {
  await using env = await startEnv();
  const namespace = await env.namespace();
  await using client = await clientOfSample(env, namespace);
  await script(env, namespace, { BeforeClusterCreate: 'block: 30s' });
  const clock = new ManualClock();
  const cluster = webCluster(namespace);
  const held = { status: 'Success', message: `held for 30s, as ConfigMap ${namespace}/web-hooks says` };

  await using first = await servedSample({ client, clock });
  expect(await first.call('BeforeClusterCreate', { cluster })).toMatchObject({ ...held, retryAfterSeconds: 10 });
  await first[Symbol.asyncDispose]();
  clock.advance(25_000);
  await using second = await servedSample({ client, clock });
  expect(await second.call('BeforeClusterCreate', { cluster })).toMatchObject({ ...held, retryAfterSeconds: 5 });
  clock.advance(5_000);
  expect(await second.call('BeforeClusterCreate', { cluster })).toMatchObject({ status: 'Success', retryAfterSeconds: 0 });
  await second[Symbol.asyncDispose]();

  expect(second.lines).toContain(`BeforeClusterCreate ${namespace}/web, pending 25s: ${held.message}`);
  const { status } = await record(env, namespace, () => true);
  expect(status?.calls?.map(({ answer, count }) => [answer, count])).toEqual([
    ['retry', 2],
    ['proceed', 1],
  ]);
  expect(status?.blockedBy).toBeUndefined();
});

test('a block holds again for a version that comes a second time, in every replica', async () => {
  await using env = await startEnv();
  const namespace = await env.namespace();
  await using client = await clientOfSample(env, namespace);
  await script(env, namespace, { BeforeClusterUpgrade: 'block: 30s' });
  const clock = new ManualClock();
  await using first = await servedSample({ client, clock });
  await using second = await servedSample({ client, clock });
  const upgrade = { fromKubernetesVersion: 'v1.34.0', toKubernetesVersion: 'v1.35.0', controlPlaneUpgrades: [] };
  const request = { cluster: webCluster(namespace), ...upgrade };

  await first.call('BeforeClusterUpgrade', request);
  clock.advance(30_000);
  const released = await first.call('BeforeClusterUpgrade', request);
  await record(env, namespace, ({ status }) => status?.total === 2);
  clock.advance(3_600_000);
  const again = await first.call('BeforeClusterUpgrade', request);
  await record(env, namespace, ({ status }) => status?.total === 3);
  clock.advance(10_000);
  const elsewhere = await second.call('BeforeClusterUpgrade', request);
  clock.advance(20_000);

  expect(released).toMatchObject({ retryAfterSeconds: 0 });
  expect(again).toMatchObject({ retryAfterSeconds: 10 });
  expect(elsewhere).toMatchObject({ retryAfterSeconds: 10 });
  expect(await first.call('BeforeClusterUpgrade', request)).toMatchObject({ retryAfterSeconds: 0 });
});

test('a block until a key lets go once the key has a value, and the record says meanwhile what blocks', async () => {
  await using env = await startEnv();
  const namespace = await env.namespace();
  await using client = await clientOfSample(env, namespace);
  await script(env, namespace, { BeforeClusterUpgrade: '{ blockUntil: approved, retryAfterSeconds: 3 }' });
  await using sample = await servedSample({ client });
  const request = {
    cluster: webCluster(namespace),
    fromKubernetesVersion: 'v1.34.0',
    toKubernetesVersion: 'v1.36.0',
    controlPlaneUpgrades: [{ version: 'v1.35.0' }, { version: 'v1.36.0' }],
  };

  const before = await sample.call('BeforeClusterUpgrade', request);
  const blocked = await record(env, namespace, (object) => object.status?.blockedBy === 'BeforeClusterUpgrade');
  await env.client.patch(ConfigMap, { name: 'web-hooks', namespace }, { type: 'merge', body: { data: { approved: 'yes' } } });
  const after = await sample.call('BeforeClusterUpgrade', request);

  expect(before).toMatchObject({
    retryAfterSeconds: 3,
    message: `waiting for key approved in ConfigMap ${namespace}/web-hooks`,
  });
  expect(after).toMatchObject({ status: 'Success', retryAfterSeconds: 0 });
  expect(blocked.status?.calls?.[0]).toMatchObject({ what: 'v1.34.0 → v1.36.0, 2 steps', retryAfterSeconds: 3 });
});

test('a script that cannot be followed fails the hook and names the ConfigMap and its key', async () => {
  await using env = await startEnv();
  const namespace = await env.namespace();
  await using client = await clientOfSample(env, namespace);
  await using sample = await servedSample({ client });
  const cluster = webCluster(namespace);

  await script(env, namespace, { BeforeClusterCreate: 'wait: 5m' });
  const unknown = await sample.call('BeforeClusterCreate', { cluster });
  await script(env, namespace, { 'before-cluster-create': 'succeed' });
  const misspelt = await sample.call('BeforeClusterCreate', { cluster });

  expect(unknown).toMatchObject({
    status: 'Failure',
    message: expect.stringMatching(`^ConfigMap ${namespace}/web-hooks, key BeforeClusterCreate: "wait" is no answer`),
  });
  expect(misspelt).toMatchObject({
    status: 'Failure',
    message: `ConfigMap ${namespace}/web-hooks, key before-cluster-create: the hook is written BeforeClusterCreate`,
  });
});

test('two replicas that answer at once lose no call', async () => {
  await using env = await startEnv();
  const namespace = await env.namespace();
  await using client = await clientOfSample(env, namespace);
  await using a = await servedSample({ client });
  await using b = await servedSample({ client });
  const request = (index: number) => ({ cluster: webCluster(namespace), kubernetesVersion: `v1.36.${index}` });

  const calls = Array.from({ length: 20 }, (_, index) => (index % 2 ? a : b).call('AfterClusterUpgrade', request(index)));
  await Promise.all(calls);
  await Promise.all([a[Symbol.asyncDispose](), b[Symbol.asyncDispose]()]);

  const { status } = await record(env, namespace, () => true);
  expect(status?.total).toBe(20);
  expect(status?.calls).toHaveLength(20);
});

test('a cluster made anew under the same name starts a new record', async () => {
  await using env = await startEnv();
  const namespace = await env.namespace();
  await using client = await clientOfSample(env, namespace);
  await using sample = await servedSample({ client });

  await sample.call('BeforeClusterDelete', { cluster: webCluster(namespace, 'a1') });
  const ended = await record(env, namespace, (object) => object.status?.deleteAllowedAt !== undefined);
  await sample.call('BeforeClusterCreate', { cluster: webCluster(namespace, 'b2') });
  const { status } = await record(env, namespace, (object) => object.status?.clusterUid === 'b2');

  expect(ended.status?.clusterUid).toBe('a1');
  expect(status).toMatchObject({ total: 1, calls: [{ hook: 'BeforeClusterCreate' }] });
  expect(status?.deleteAllowedAt).toBeUndefined();
});

test('an API server that cannot be reached fails the hook in words, and answers of other clusters go on', async () => {
  await using env = await startEnv();
  const namespace = await env.namespace();
  await using client = await env.clientAs({ serviceAccount: 'default', namespace });
  await using sample = await servedSample({ client });

  expect(await sample.call('BeforeClusterCreate', { cluster: webCluster(namespace) })).toMatchObject({
    status: 'Failure',
    message: `ConfigMap ${namespace}/web-hooks cannot be read: the API server answers Forbidden`,
  });
  expect(await sample.call('DiscoverVariables', {})).toMatchObject({ status: 'Success' });
});

test('without a cluster the settings are the script, and the block is remembered by the process', async () => {
  const clock = new ManualClock();
  await using sample = await servedSample({ clock });
  const cluster = webCluster('shop');
  const settings = { BeforeClusterDelete: 'block: 4s', GeneratePatches: 'fail: not today' };

  const held = await sample.call('BeforeClusterDelete', { cluster, settings });
  clock.advance(4_000);
  const free = await sample.call('BeforeClusterDelete', { cluster, settings });
  const failed = await sample.call('GeneratePatches', { items: [], settings });

  expect(held).toMatchObject({ retryAfterSeconds: 4 });
  expect(free).toMatchObject({ status: 'Success', retryAfterSeconds: 0 });
  expect(failed).toMatchObject({ status: 'Failure', message: 'not today' });
});

test('rubbish is really on the wire, and a slow answer arrives before its caller stops waiting', async () => {
  await using sample = await servedSample();
  const cluster = webCluster('shop');
  const rule = async (text: string) => {
    const call = sample.call('BeforeClusterCreate', { cluster, settings: { BeforeClusterCreate: text } });
    const error = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return isHookCallError(error) ? error.rule : undefined;
  };

  expect(await rule('rubbish: http500')).toBe('NotOk');
  expect(await rule('rubbish: notJson')).toBe('Undecodable');
  expect(await rule('rubbish: unknownStatus')).toBe('UnknownStatus');
  const slow = await sample.call('BeforeClusterDelete', { cluster, settings: { BeforeClusterDelete: 'slow: 20ms' } });
  expect(slow.status).toBe('Success');
  const request = { cluster, settings: { BeforeClusterDelete: 'slow: 9s' } };
  // It goes by what the caller says; a caller that really stopped after a second would be too early on a busy machine.
  const late = await sendHook(sample.endpoint, {
    path: `${hookPath('BeforeClusterDelete', 'before-cluster-delete')}?timeout=1s`,
    body: hookRequestText({ hook: 'BeforeClusterDelete', request }),
    timeoutMs: 60_000,
  });
  expect(JSON.parse(late.body)).toMatchObject({ status: 'Failure', message: 'there was no answer in time' });
});

test('it passes all that can be verified of an extension', async () => {
  await using sample = await servedSample();
  const verdicts = [];

  for await (const { rule, result, detail } of verifyExtension({
    endpoint: sample.endpoint,
    patience: '60s',
    shortTimeout: '20s',
  }))
    if (result === 'fail') verdicts.push(`${rule}: ${detail}`);

  expect(verdicts).toEqual([]);
});

test('a record goes a day after its cluster was let go, not before', async () => {
  const clock = new ManualClock();
  const sample = createLifecycleSample({ clock });
  await using env = await testEnv({ resources: [HookRecord], controllers: sample.controllers });
  const namespace = await env.namespace();
  const make = async (name: string, hoursAgo: number) => {
    const deleteAllowedAt = new Date(clock.now() - hoursAgo * 3_600_000).toISOString();
    await env.client.create(HookRecord, { metadata: { name, namespace }, spec: { clusterName: name } });
    await env.client.applyStatus(HookRecord, { name, namespace }, { deleteAllowedAt });
  };

  await make('recent', 23);
  await make('living', 0);
  await make('old', 25);

  await env.eventuallyGone(HookRecord, { name: 'old', namespace });
  expect(await env.client.find(HookRecord, { name: 'recent', namespace })).toBeDefined();
});
