import type { Client } from '@capstan/client';
import { ConfigMap, Event } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { app, deleteSync, makeSync, openNamespaces, tenantNamespace } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

/** What the operator said in a namespace, and of what. */
async function toldIn(client: Client, namespace: string): Promise<readonly string[]> {
  const told: string[] = [];
  for await (const { source, reportingComponent, involvedObject, reason } of client.list(Event, { namespace }))
    if ((reportingComponent || source?.component) === 'config-weaver')
      told.push(`${involvedObject.kind} ${involvedObject.namespace}/${involvedObject.name}: ${reason}`);
  return told;
}

test('16: events are on the sync, and none are on or beside the objects of tenants, whatever becomes of them', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [to = '', taken = ''] = await openNamespaces(env, from, 2);
  const closed = await env.namespace();
  await client.create(ConfigMap, { metadata: app(taken), data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [to, taken, closed] });
  await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.progress === '1/3');
  await deleteSync(env, from);
  await expect.poll(() => toldIn(client, from)).toContain(`ConfigMapSync ${from}/app: CopyRemoved`);

  const told = await toldIn(client, from);

  expect(told.filter((event) => !event.startsWith(`ConfigMapSync ${from}/app: `))).toEqual([]);
  expect(told).toContain(`ConfigMapSync ${from}/app: TargetRefused`);
  for (const namespace of [to, taken, closed]) expect(await toldIn(client, namespace)).toEqual([]);
});
