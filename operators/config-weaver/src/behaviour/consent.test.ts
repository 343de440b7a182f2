import { ConfigMap, Namespace } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import {
  app,
  atOnce,
  grant,
  hasReason,
  isReady,
  makeSync,
  merge,
  openNamespace,
  readyOf,
  refused,
  revoke,
  selectorOf,
  tenantNamespace,
  tier,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('11: a selected namespace gets its copy at once when its owner agrees', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await env.namespace({ labels: tier(from) });
  await makeSync(client, from, { namespaceSelector: selectorOf(from) });
  await env.eventually(ConfigMapSync, app(from), isReady);

  await grant(client, { namespace: to, tenant: from });
  await env.eventually(ConfigMap, app(to), () => true, atOnce);

  const sync = await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.counts?.targets === 1);
  expect(sync.status?.targets?.[0]).toMatchObject({ namespace: to, state: 'Synced' });
});

test('11: a selected namespace that has a copy and takes its consent back while the operator is down is refused by its name', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await client.patch(Namespace, { name: to }, merge({ metadata: { labels: tier(from) } }));
  await makeSync(client, from, { namespaceSelector: selectorOf(from) });
  await env.eventually(ConfigMap, app(to), () => true);
  await weaver.stop(); // so that it has seen the copy, and knows of no right there
  await revoke(client, to, from);
  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));

  await weaver.start();
  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsRefused'));

  const message = `ServiceAccount ${from}/weaver cannot create configmaps in namespace ${to}`;
  expect(sync.status?.targets?.[0]).toMatchObject({ namespace: to, reason: 'Forbidden', message });
  expect(readyOf(sync)).toMatchObject(refused('0 of 1', message));
});

test('11: a selected namespace that has a copy and takes its consent back while the operator runs is refused by its name', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from, { labels: tier(from) });
  await makeSync(client, from, { namespaceSelector: selectorOf(from) });
  await env.eventually(ConfigMap, app(to), () => true);
  await untilCaughtUp(weaver); // with the copy: without one the namespace would be no target any more

  await revoke(client, to, from);
  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsRefused'));

  const { message = '' } = sync.status?.targets?.[0] ?? {};
  const where = `configmaps in namespace ${to}`;
  expect(sync.status?.targets).toMatchObject([{ namespace: to, state: 'Refused', reason: 'Forbidden' }]);
  // The server said it to a write, or the operator asked before it.
  expect([
    `ServiceAccount ${from}/weaver cannot patch ${where}`,
    `ServiceAccount ${from}/weaver cannot create ${where}`,
  ]).toContain(message);
  expect(readyOf(sync)).toMatchObject(refused('0 of 1', message));
  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'blue' });
});

test('11: an object that is there may be adopted in a selected namespace whose owner lets it be changed and none be made', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [there, empty] = [await env.namespace({ labels: tier(from) }), await env.namespace({ labels: tier(from) })];
  await client.create(ConfigMap, { metadata: app(there), data: { color: 'red' } });
  for (const namespace of [there, empty]) await grant(client, { namespace, tenant: from, verbs: ['get', 'patch', 'delete'] });
  await makeSync(client, from, { namespaceSelector: selectorOf(from), conflictPolicy: 'Adopt' });

  const sync = await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.counts?.targets === 1);

  expect(sync.status?.targets?.map(({ namespace, state }) => [namespace, state])).toEqual([[there, 'Synced']]);
});
