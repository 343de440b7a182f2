import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync, planSync } from '../index.ts';
import {
  account,
  app,
  grant,
  isReady,
  makeSync,
  merge,
  openNamespaces,
  readySync,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { type WeaverEnv, weaverEnv } from '../test-support/weaver-env.ts';

/** What would come of another spec, as `namespace action: detail`. */
async function planned({ client }: WeaverEnv, sync: ConfigMapSync, spec: Partial<ConfigMapSync['spec']>) {
  const plan = await planSync(client, { ...sync, spec: { ...sync.spec, ...spec } }, sync);
  return plan.ok ? plan.targets.map(({ namespace, action, detail }) => `${namespace} ${action}: ${detail}`) : plan.message;
}

test('16: plan tells the copies that a changed sync removes, and these go', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets, sync } = await readySync(env, { targets: 2 });
  const [stays = '', dropped = ''] = targets;

  const narrowed = await planned(weaver, sync, { syncToNamespaces: [stays] });
  const renamed = await planned(weaver, sync, { syncToNamespaces: [stays], targetName: 'settings' });
  const same = await planned(weaver, sync, {});
  const body = { spec: { syncToNamespaces: [stays], targetName: 'settings' } };
  await client.patch(ConfigMapSync, app(from), merge(body));
  for (const namespace of targets) await env.eventuallyGone(ConfigMap, app(namespace));

  expect(narrowed).toEqual([`${stays} nothing: up to date`, `${dropped} remove: ConfigMap ${dropped}/app is no longer wanted`]);
  expect(renamed).toEqual([
    `${stays} create: key color`,
    `${stays} remove: ConfigMap ${stays}/app is no longer wanted`,
    `${dropped} remove: ConfigMap ${dropped}/app is no longer wanted`,
  ]);
  expect(same).toEqual(targets.map((namespace) => `${namespace} nothing: up to date`));
});

test('16: plan tells a copy that may not be removed, and an object that was there before', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [stays = '', kept = '', adopted = ''] = await openNamespaces(env, from, 3);
  await client.create(ConfigMap, { metadata: app(adopted), data: { color: 'red' } });
  await makeSync(client, from, { syncToNamespaces: [stays, kept, adopted], conflictPolicy: 'Adopt' });
  const sync = await env.eventually(ConfigMapSync, app(from), isReady);
  await grant(client, { namespace: kept, tenant: from, verbs: ['get', 'create', 'patch'] });

  const plan = await planned(weaver, sync, { syncToNamespaces: [stays] });

  expect(plan).toHaveLength(3);
  expect(plan).toEqual(
    expect.arrayContaining([
      `${stays} nothing: up to date`,
      `${kept} refuse: ConfigMap ${kept}/app is no longer wanted and stays: ServiceAccount ${from}/${account} cannot delete configmaps in namespace ${kept}`,
      `${adopted} remove: ConfigMap ${adopted}/app was there before and stays, without marks`,
    ]),
  );
});
