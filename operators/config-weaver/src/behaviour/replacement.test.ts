import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { app, everything, grant, hasReason, merge, readySync } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test.for(['create', 'delete'])('8: a copy that can only be replaced stays where the tenant may not %s', async (missing) => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  const { metadata } = await client.patch(ConfigMap, app(to), merge({ immutable: true }));
  await grant(client, { namespace: to, tenant: from, verbs: everything.filter((verb) => verb !== missing) });

  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsRefused'));
  const left = await client.get(ConfigMap, app(to));

  expect(sync.status?.targets?.[0]?.message).toBe(
    `ServiceAccount ${from}/weaver cannot ${missing} configmaps in namespace ${to}`,
  );
  expect([left.metadata.uid, left.data]).toEqual([metadata.uid, { color: 'blue' }]);
});
