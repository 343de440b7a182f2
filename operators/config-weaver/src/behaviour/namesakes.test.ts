import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { app, deleteSync, hasReason, isReady, makeSync, merge, readySync } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('what an earlier sync of the same name has left is told as that, and can be adopted', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env, { deletionPolicy: 'Orphan' });
  await deleteSync(env, from);

  await makeSync(client, from, { syncToNamespaces: [to] });
  const refused = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsRefused'));
  await client.patch(ConfigMapSync, app(from), merge({ spec: { conflictPolicy: 'Adopt' } }));
  const { metadata } = await env.eventually(ConfigMapSync, app(from), isReady);

  expect(refused.status?.targets?.[0]?.message).toBe(
    `ConfigMap ${to}/app exists and belongs to an earlier ConfigMapSync ${from}/app; delete it, name another target, or set spec.conflictPolicy: Adopt`,
  );
  const { labels } = (await client.get(ConfigMap, app(to))).metadata;
  expect(labels).toMatchObject({ 'weaver.capstan.dev/owner-uid': metadata.uid });
});

test('keys that an earlier sync of the same name has merged are told as its keys', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env, { conflictPolicy: 'Merge', deletionPolicy: 'Orphan' });
  await deleteSync(env, from);
  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));

  await makeSync(client, from, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  const refused = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsRefused'));
  await client.patch(ConfigMapSync, app(from), merge({ spec: { conflictPolicy: 'Adopt' } }));
  await env.eventually(ConfigMapSync, app(from), isReady);

  expect(refused.status?.targets?.[0]?.message).toContain(
    `key color belongs to an earlier ConfigMapSync ${from}/app; leave it out with spec.keys.exclude, or set spec.conflictPolicy: Adopt`,
  );
  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'green' });
});
