import { ConfigMap, Namespace, Secret } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, SecretSync } from '../index.ts';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import { letInEverywhere } from '../test-support/many-namespaces.ts';
import { db, makeSecretSync, secretTenant } from '../test-support/secret-tenants.ts';
import {
  app,
  makeSync,
  merge,
  namespaceGone,
  openNamespace,
  openNamespaces,
  selectorOf,
  tenantNamespace,
  tier,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

const unlabel = (env: TestEnv, name: string) =>
  env.client.patch(Namespace, { name }, merge({ metadata: { labels: { tier: null } } }));

const label = (env: TestEnv, name: string, from: string) =>
  env.client.patch(Namespace, { name }, merge({ metadata: { labels: tier(from) } }));

test('4: a namespace that loses its label while the operator is down loses its copy when it is back', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [kept = '', dropped = ''] = await openNamespaces(env, from, 2, { labels: tier(from) });
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
  const before = await openNamespace(env, from, { labels: tier(from) });
  const after = await openNamespace(env, from, { labels: { tier: `next-of-${from}` } });
  await makeSync(client, from, { namespaceSelector: selectorOf(from) });
  await env.eventually(ConfigMap, app(before), () => true);

  const namespaceSelector = { matchLabels: { tier: `next-of-${from}` } };
  await client.patch(ConfigMapSync, app(from), merge({ spec: { namespaceSelector } }));

  await env.eventuallyGone(ConfigMap, app(before));
  await env.eventually(ConfigMap, app(after), () => true);
});

test('4: another source under its own name leaves no copy under the name of the one before', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from, { labels: tier(from) });
  await client.create(ConfigMap, { metadata: { name: 'next', namespace: from }, data: { color: 'green' } });
  await makeSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(ConfigMap, app(to), () => true);

  await client.patch(ConfigMapSync, app(from), merge({ spec: { source: { name: 'next' } } }));

  await env.eventuallyGone(ConfigMap, app(to));
  const copy = await env.eventually(ConfigMap, { name: 'next', namespace: to }, () => true);
  expect(copy.data).toEqual({ color: 'green' });
});

test('11: a namespace that gets the label gets its Secret, and one that loses it loses it', async () => {
  await using weaver = await weaverEnv();
  const { env } = weaver;
  const from = await secretTenant(env);
  const [first = '', second = ''] = await openNamespaces(env, from, 2, { labels: tier(from), resources: ['secrets'] });
  await unlabel(env, second);
  await makeSecretSync(env.client, from, { namespaceSelector: selectorOf(from) });
  await env.eventually(Secret, db(first), () => true);

  await label(env, second, from);
  await env.eventually(Secret, db(second), () => true);
  await unlabel(env, first);
  await env.eventuallyGone(Secret, db(first));

  const sync = await env.eventually(SecretSync, db(from), ({ status }) => status?.progress === '1/1');
  expect(sync.status?.placedIn).toEqual([second]);
});

test('4: a namespace that loses its label while the operator is down loses its Secret when it is back', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await secretTenant(env);
  const [kept = '', dropped = ''] = await openNamespaces(env, from, 2, { labels: tier(from), resources: ['secrets'] });
  await makeSecretSync(env.client, from, { namespaceSelector: selectorOf(from) });
  await env.eventually(SecretSync, db(from), ({ status }) => status?.progress === '2/2');
  await weaver.stop();
  await unlabel(env, dropped);

  await weaver.start();
  await env.eventuallyGone(Secret, db(dropped));

  expect(await client.find(Secret, db(kept))).toBeDefined();
});

test('11: a selected namespace that is being deleted is no target any more, and is not written to', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  await letInEverywhere(env, from); // so that it is not for want of rights
  const labels = tier(from);
  const [staying, leaving] = [await env.namespace({ labels }), await env.namespace({ labels })];
  const held = { name: 'held', namespace: leaving };
  await client.create(ConfigMap, { metadata: { ...held, finalizers: ['example.com/hold'] } });
  await client.delete(Namespace, { name: leaving });
  await untilCaughtUp(weaver);
  await makeSync(client, from, { namespaceSelector: selectorOf(from) });

  const sync = await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.counts?.synced === 1);
  await client.patch(ConfigMap, held, merge({ metadata: { finalizers: null } }));
  await namespaceGone(env, leaving);

  expect(sync.status?.counts).toMatchObject({ targets: 1, refused: 0 });
  expect(sync.status?.targets?.map(({ namespace }) => namespace)).toEqual([staying]);
  expect(weaver.writersIn(leaving)).toEqual([]);
});
