import { expect, test } from 'vitest';
import { ConfigMapSync, planSync } from './index.ts';
import { account, deleteSync, isReady, readySync } from './test-support/tenants.ts';
import { weaverEnv } from './test-support/weaver-env.ts';

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
