import type { Client } from '@capstan/client';
import { ConfigMap, Event } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { isReady, makeSync, openNamespaces, tenantNamespace } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

async function messagesIn(client: Client, namespace: string): Promise<readonly string[]> {
  const events = await Array.fromAsync(client.list(Event, { namespace }));
  return events.map(({ message = '' }) => message);
}

test('what stays without merged keys, or was there before, is not told as removed', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [made = '', dropped = '', kept = ''] = await openNamespaces(env, from, 3);
  const app = { name: 'app', namespace: from };
  for (const namespace of [dropped, kept])
    await client.create(ConfigMap, { metadata: { name: 'app', namespace }, data: { theirs: 'yes' } });
  await makeSync(client, from, { conflictPolicy: 'Merge', syncToNamespaces: [made, dropped, kept] });
  await env.eventually(ConfigMapSync, app, isReady);

  await client.patch(ConfigMapSync, app, { type: 'merge', body: { spec: { syncToNamespaces: [made, kept] } } });
  await env.eventually(ConfigMapSync, app, (sync) => isReady(sync) && sync.status?.counts?.targets === 2);
  await client.patch(ConfigMapSync, app, { type: 'merge', body: { spec: { syncToNamespaces: [kept] } } });
  await env.eventually(ConfigMapSync, app, (sync) => isReady(sync) && sync.status?.counts?.targets === 1);
  await client.patch(ConfigMapSync, app, { type: 'merge', body: { spec: { conflictPolicy: 'Adopt' } } });
  await env.eventually(ConfigMapSync, app, isReady);
  await client.delete(ConfigMapSync, app);
  await env.eventuallyGone(ConfigMapSync, app);

  const told = [
    `took merged keys out of ConfigMap ${dropped}/app: it is no longer wanted`,
    `removed ConfigMap ${made}/app: it is no longer wanted`,
    `left ConfigMap ${kept}/app, which the sync did not make`,
  ];
  await expect.poll(() => messagesIn(client, from)).toEqual(expect.arrayContaining(told));
});
