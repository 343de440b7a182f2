import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync, planSync } from '../index.ts';
import {
  account,
  app,
  deleteSync,
  isReady,
  makeSync,
  merge,
  openNamespaces,
  readySync,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('16: plan tells what becomes of merged keys when conflictPolicy changes', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to, sync } = await readySync(env, { conflictPolicy: 'Merge' });
  const planOf = async (conflictPolicy: 'Refuse' | 'Adopt') => {
    const plan = await planSync(client, { ...sync, spec: { ...sync.spec, conflictPolicy } });
    return plan.ok ? plan.targets.map(({ action, detail }) => `${action}: ${detail}`) : plan.message;
  };

  const alone = await planOf('Refuse');
  const spec = {
    source: { name: 'app' },
    syncToNamespaces: [to],
    conflictPolicy: 'Merge',
    serviceAccount: { name: account },
  } as const;
  await client.create(ConfigMapSync, { metadata: { name: 'beside', namespace: from }, spec });
  await env.eventually(ConfigMapSync, { name: 'beside', namespace: from }, isReady);
  const shared = await planOf('Adopt');

  expect(alone).toEqual(['update: goes on with what it has merged']);
  expect(shared).toEqual([`refuse: ConfigMap ${to}/app belongs to ConfigMapSync ${from}/beside`]);
});

test('16: plan asks whether the sync that an object belongs to is there', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to, sync } = await readySync(env, { deletionPolicy: 'Orphan' });
  const other = { ...sync, metadata: { ...sync.metadata, name: 'other', uid: 'other' } };
  const planOf = async (conflictPolicy: 'Refuse' | 'Adopt' | 'Merge') => {
    const plan = await planSync(client, { ...other, spec: { ...sync.spec, conflictPolicy } });
    return plan.ok ? plan.targets.map(({ action, detail }) => `${action}: ${detail}`) : plan.message;
  };

  const whileThere = [await planOf('Refuse'), await planOf('Adopt'), await planOf('Merge')].flat();
  await deleteSync(env, from);
  const afterwards = [await planOf('Refuse'), await planOf('Adopt'), await planOf('Merge')].flat();

  const refused = `refuse: ConfigMap ${to}/app belongs to ConfigMapSync ${from}/app`;
  expect(whileThere).toEqual([refused, refused, refused]);
  expect(afterwards).toEqual([refused, 'adopt: takes over what is there', 'merge: key color into what is there']);
});

test('16: plan tells keys that somebody else holds, and what is merged already', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [held = '', free = ''] = await openNamespaces(env, from, 2);
  await client.create(ConfigMap, { metadata: app(held), data: { color: 'red' } });
  await client.create(ConfigMap, { metadata: app(free), data: { size: 'large' } });
  const sync = await makeSync(client, from, { syncToNamespaces: [held, free], conflictPolicy: 'Merge', suspend: true });
  const planned = async () => {
    const plan = await planSync(client, sync);
    return plan.ok ? plan.targets.map(({ action, detail }) => `${action}: ${detail}`) : plan.message;
  };

  const before = await planned();
  const untouched = await client.get(ConfigMap, app(free));
  await client.patch(ConfigMapSync, app(from), merge({ spec: { suspend: false } }));
  await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.counts?.synced === 1);
  const after = await planned();

  const refused = 'refuse: key color belongs to testenv; leave it out with spec.keys.exclude';
  expect(before).toEqual([refused, 'merge: key color into what is there']);
  expect(untouched.data).toEqual({ size: 'large' });
  expect(after).toEqual([refused, 'nothing: up to date']);
});
