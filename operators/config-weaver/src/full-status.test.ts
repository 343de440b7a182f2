import { Secret } from '@capstan/schema';
import { expect, test } from 'vitest';
import { SecretSync } from './index.ts';
import { account, grant, hasReason, isReady, tenantNamespace } from './test-support/tenants.ts';
import { weaverEnv } from './test-support/weaver-env.ts';

test('12: a SecretSync writes no Secret that its status has no room to name, and says so', { timeout: 60_000 }, async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  await weaver.stop();
  const from = await tenantNamespace(env);
  const db = { name: 'db', namespace: from };
  const targets = [await env.namespace(), await env.namespace()].sort();
  const [first = '', second = ''] = targets;
  for (const namespace of targets) await grant(client, { namespace, tenant: from, resources: ['secrets'] });
  await client.create(Secret, { metadata: db, data: { password: 'aHVudGVyMg==' } });
  const spec = { source: { name: 'db' }, serviceAccount: { name: account }, syncToNamespaces: targets };
  await client.create(SecretSync, { metadata: db, spec });
  // Of namespaces that are gone by now; before the operator has looked, they could still have copies.
  const placedIn = Array.from({ length: 9_999 }, (_, index) => `of-before-${index}`);
  await client.applyStatus(SecretSync, db, { placedIn }, { fieldManager: 'config-weaver-secrets' });

  await weaver.start();
  const full = await env.eventually(SecretSync, db, hasReason('Ready', 'TargetsRefused'), { timeout: '30s' });
  const surplus = await client.find(Secret, { name: 'db', namespace: second });
  await client.patch(SecretSync, db, { type: 'merge', body: { spec: { resyncInterval: '5m' } } }); // so that it is looked at again now
  const roomy = await env.eventually(SecretSync, db, isReady);

  expect(full.status?.placedIn).toEqual([first]);
  expect(full.status?.progress).toBe('1/2');
  expect(full.status?.targets?.[0]).toMatchObject({
    namespace: second,
    reason: 'TooManyTargets',
    message: `SecretSync ${from}/db may have copies in at most 10000 namespaces, those included that it no longer wants; let another sync write the rest`,
  });
  expect(surplus).toBeUndefined();
  expect(roomy.status?.placedIn).toEqual(targets);
});
