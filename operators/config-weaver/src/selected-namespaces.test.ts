import { ConfigMap, Namespace, Secret } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, SecretSync } from './index.ts';
import { letInEverywhere } from './test-support/many-namespaces.ts';
import { account, grant, makeSync, tenantNamespace } from './test-support/tenants.ts';
import { weaverEnv } from './test-support/weaver-env.ts';

const app = (namespace: string) => ({ name: 'app', namespace });
const selectorOf = (from: string) => ({ matchLabels: { tier: `of-${from}` } });

/** A namespace that a tenant's selector matches and whose owner lets it in. */
async function selectedNamespace(env: TestEnv, from: string, resources: readonly string[]): Promise<string> {
  const namespace = await env.namespace({ labels: selectorOf(from).matchLabels });
  await grant(env.client, { namespace, tenant: from, resources });
  return namespace;
}

const unlabel = (env: TestEnv, name: string) =>
  env.client.patch(Namespace, { name }, { type: 'merge', body: { metadata: { labels: { tier: null } } } });

const label = (env: TestEnv, name: string, from: string) =>
  env.client.patch(Namespace, { name }, { type: 'merge', body: { metadata: { labels: selectorOf(from).matchLabels } } });

async function makeSecretSync(env: TestEnv, from: string): Promise<void> {
  await env.client.create(Secret, { metadata: app(from), data: { password: 'cA==' } });
  await env.client.create(SecretSync, {
    metadata: app(from),
    spec: { source: { name: 'app' }, serviceAccount: { name: account }, namespaceSelector: selectorOf(from) },
  });
}

test('4: a namespace that loses its label while the operator is down loses its copy when it is back', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [kept, dropped] = [
    await selectedNamespace(env, from, ['configmaps']),
    await selectedNamespace(env, from, ['configmaps']),
  ];
  await makeSync(client, from, { namespaceSelector: selectorOf(from) });
  await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.progress === '2/2');
  await weaver.stop();
  await unlabel(env, dropped);

  await weaver.start();
  await env.eventuallyGone(ConfigMap, app(dropped));

  expect(await client.find(ConfigMap, app(kept))).toBeDefined();
});

test('4: a selector that is changed takes the copies out of the namespaces that it no longer matches', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const before = await selectedNamespace(env, from, ['configmaps']);
  const after = await env.namespace({ labels: { tier: `next-of-${from}` } });
  await grant(client, { namespace: after, tenant: from });
  await makeSync(client, from, { namespaceSelector: selectorOf(from) });
  await env.eventually(ConfigMap, app(before), () => true);

  const namespaceSelector = { matchLabels: { tier: `next-of-${from}` } };
  await client.patch(ConfigMapSync, app(from), { type: 'merge', body: { spec: { namespaceSelector } } });

  await env.eventuallyGone(ConfigMap, app(before));
  await env.eventually(ConfigMap, app(after), () => true);
});

test('4: another source under its own name leaves no copy under the name of the one before', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await selectedNamespace(env, from, ['configmaps']);
  await client.create(ConfigMap, { metadata: { name: 'next', namespace: from }, data: { color: 'green' } });
  await makeSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(ConfigMap, app(to), () => true);

  await client.patch(ConfigMapSync, app(from), { type: 'merge', body: { spec: { source: { name: 'next' } } } });

  await env.eventuallyGone(ConfigMap, app(to));
  const copy = await env.eventually(ConfigMap, { name: 'next', namespace: to }, () => true);
  expect(copy.data).toEqual({ color: 'green' });
});

test('11: a namespace that gets the label gets its Secret, and one that loses it loses it', async () => {
  await using weaver = await weaverEnv();
  const { env } = weaver;
  const from = await tenantNamespace(env);
  const [first, second] = [await selectedNamespace(env, from, ['secrets']), await selectedNamespace(env, from, ['secrets'])];
  await unlabel(env, second);
  await makeSecretSync(env, from);
  await env.eventually(Secret, app(first), () => true);

  await label(env, second, from);
  await env.eventually(Secret, app(second), () => true);
  await unlabel(env, first);
  await env.eventuallyGone(Secret, app(first));

  const sync = await env.eventually(SecretSync, app(from), ({ status }) => status?.progress === '1/1');
  expect(sync.status?.placedIn).toEqual([second]);
});

test('4: a namespace that loses its label while the operator is down loses its Secret when it is back', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [kept, dropped] = [await selectedNamespace(env, from, ['secrets']), await selectedNamespace(env, from, ['secrets'])];
  await makeSecretSync(env, from);
  await env.eventually(SecretSync, app(from), ({ status }) => status?.progress === '2/2');
  await weaver.stop();
  await unlabel(env, dropped);

  await weaver.start();
  await env.eventuallyGone(Secret, app(dropped));

  expect(await client.find(Secret, app(kept))).toBeDefined();
});

test('11: a selected namespace that is being deleted is no target any more, and is not written to', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  await letInEverywhere(env, from); // so that it is not for want of rights
  const { matchLabels: labels } = selectorOf(from);
  const [staying, leaving] = [await env.namespace({ labels }), await env.namespace({ labels })];
  const held = { name: 'held', namespace: leaving };
  await client.create(ConfigMap, { metadata: { ...held, finalizers: ['example.com/hold'] } });
  await client.delete(Namespace, { name: leaving });
  await makeSync(client, from, { namespaceSelector: selectorOf(from) });

  const sync = await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.counts?.synced === 1);
  await client.patch(ConfigMap, held, { type: 'merge', body: { metadata: { finalizers: null } } });
  await env.eventuallyGone(Namespace, { name: leaving });

  expect(sync.status?.counts).toMatchObject({ targets: 1, refused: 0 });
  expect(sync.status?.targets?.map(({ namespace }) => namespace)).toEqual([staying]);
  expect(weaver.writersIn(leaving)).toEqual([]);
});
