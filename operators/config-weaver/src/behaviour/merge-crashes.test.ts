import { ConfigMap } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, SecretSync } from '../index.ts';
import type { RecordedRequest } from '../test-support/recording-proxy.ts';
import { controllers } from '../test-support/replicas.ts';
import { app, isReady, makeSync, merge, openNamespace, readySync, tenantNamespace } from '../test-support/tenants.ts';
import { operatorAccount, startOperator } from '../test-support/weaver-env.ts';

/** An operator that can be made to die, and one after it that knows only what is in the cluster. */
async function dyingOperator() {
  await using made = new AsyncDisposableStack();
  const env = made.use(await testEnv({ resources: [ConfigMapSync, SecretSync] }));
  const identity = await operatorAccount(env, controllers());
  const manager = { gracePeriod: '100ms' } as const;
  const start = () => startOperator(env, { identity, controllers: controllers(), lines: [], events: [], manager });
  let operator = await start();
  made.defer(() => operator.stop());
  const keep = made.move();
  return {
    env,
    client: env.client,
    dieAt: operator.proxy.cutAt,
    stop: operator.stop,
    startAnew: async () => {
      operator = await start();
    },
    [Symbol.asyncDispose]: () => keep.disposeAsync(),
  };
}

const policy = (conflictPolicy: 'Refuse' | 'Merge') => merge({ spec: { conflictPolicy } });
/** A write to an object of a namespace, by its method and by what it says. */
const write =
  (namespace: string, method: string, said = '') =>
  (request: RecordedRequest): boolean =>
    request.method === method && request.path.includes(`/namespaces/${namespace}/configmaps/app`) && request.body.includes(said);

test('2: what Merge made goes with its sync also when the operator dies between its last two writes', async () => {
  await using weaver = await dyingOperator();
  const { env, client } = weaver;
  const { from, to } = await readySync(env, { conflictPolicy: 'Merge' });
  const dead = weaver.dieAt(write(to, 'DELETE'));

  await client.delete(ConfigMapSync, app(from));
  await dead;
  const left = await client.get(ConfigMap, app(to));
  await weaver.stop();
  await weaver.startAnew();
  await env.eventuallyGone(ConfigMapSync, app(from));

  expect(left.data ?? {}).toEqual({});
  expect(await client.find(ConfigMap, app(to))).toBeUndefined();
});

test('2: the keys that Merge shares go without a mark also when the operator dies between its last two writes', async () => {
  await using weaver = await dyingOperator();
  const { env, client } = weaver;
  const { from, to } = await readySync(env, { conflictPolicy: 'Merge' });
  await client.patch(ConfigMap, app(to), merge({ data: { theirs: 'yes' } }), { fieldManager: 'owner' });
  const writes: string[] = [];
  const isLast = write(to, 'PATCH');
  const dead = weaver.dieAt((request) => isLast(request) && writes.push(request.path) === 2);

  await client.delete(ConfigMapSync, app(from));
  await dead;
  await weaver.stop();
  await weaver.startAnew();
  await env.eventuallyGone(ConfigMapSync, app(from));

  const { data, metadata } = await client.get(ConfigMap, app(to));
  expect(data).toEqual({ theirs: 'yes' });
  expect(metadata.annotations ?? {}).toEqual({});
});

test('2: a copy that was about to be merged bears no mark of it when it is to be whole again', async () => {
  await using weaver = await dyingOperator();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  const before = await client.get(ConfigMap, app(to));
  const dead = weaver.dieAt(write(to, 'PATCH', '"managedFields"'));

  await client.patch(ConfigMapSync, app(from), policy('Merge'));
  await dead;
  const between = await client.get(ConfigMap, app(to));
  await weaver.stop();
  await client.patch(ConfigMapSync, app(from), policy('Refuse'));
  await weaver.startAnew();
  await env.eventually(ConfigMapSync, app(from), (sync) => isReady(sync) && sync.status?.observedGeneration === 3);

  const after = await client.get(ConfigMap, app(to));
  expect(between.metadata.annotations).not.toEqual(before.metadata.annotations);
  expect(after.metadata.annotations).toEqual(before.metadata.annotations);
  expect(after.data).toEqual({ color: 'blue' });
});

test('2: an adopted object that was about to be merged is released without a mark', async () => {
  await using weaver = await dyingOperator();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.create(ConfigMap, { metadata: app(to), data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Adopt' });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const dead = weaver.dieAt(write(to, 'PATCH', '"managedFields"'));

  await client.patch(ConfigMapSync, app(from), policy('Merge'));
  await dead;
  await weaver.stop();
  await client.delete(ConfigMapSync, app(from));
  await weaver.startAnew();
  await env.eventuallyGone(ConfigMapSync, app(from));

  const left = await client.get(ConfigMap, app(to));
  expect(left.metadata.annotations ?? {}).toEqual({});
});
