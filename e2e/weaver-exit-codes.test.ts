import { ConfigMapSync, configMapSyncController, SecretSync, secretSyncController } from '@capstan/config-weaver';
import { ConfigMap, Secret } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { app, isReady, planOf, syncOf, tenant, weaver } from './weaver-command.ts';

test.for(['ConfigMapSync', 'SecretSync'])(
  '16: plan of a %s ends with 0, with 1 where something would be refused, and writes nothing',
  async (kind) => {
    await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });
    const { from, open, closed } = await tenant(env);
    const resource = kind === 'SecretSync' ? Secret : ConfigMap;

    const good = await planOf(env, [syncOf(kind, from, [open])]);
    const bad = await planOf(env, [syncOf(kind, from, [open, closed])]);
    const broken = await planOf(env, [syncOf(kind, from, [])]);

    expect([good.code, bad.code, broken.code]).toEqual([0, 1, 1]);
    expect(good.stdout).toMatch(new RegExp(`${open} +create +get,create,patch,delete`));
    expect(bad.stdout).toMatch(new RegExp(`${closed} +refuse +none`));
    expect(good.stdout + bad.stdout).not.toContain('never-to-be-seen');
    expect(await env.client.find(resource, app(open))).toBeUndefined();
  },
);

test('16: plan tells a copy that is up to date from one that it would change, key by key', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync], controllers: [configMapSyncController()] });
  const { from, open } = await tenant(env);
  await env.client.create(ConfigMapSync, { metadata: app(from), spec: { source: { name: 'app' }, syncToNamespaces: [open] } });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const right = await planOf(env, [syncOf('ConfigMapSync', from, [open])]);
  await env.client.patch(ConfigMapSync, app(from), { type: 'merge', body: { spec: { suspend: true } } });
  await env.eventually(ConfigMapSync, app(from), (sync) => !isReady(sync));
  await env.client.patch(ConfigMap, app(from), { type: 'merge', body: { data: { color: 'green', size: 'large' } } });

  const changed = await planOf(env, [syncOf('ConfigMapSync', from, [open])]);

  expect(right.stdout).toMatch(new RegExp(`${open} +nothing .* up to date`));
  expect(changed.stdout).toMatch(new RegExp(`${open} +update .* changes color, size`));
  expect([right.code, changed.code]).toEqual([0, 0]);
});

test('16: status ends with 0 where all is ready, with 1 where it is not, and counts the copies that differ', async () => {
  await using env = await testEnv({
    resources: [ConfigMapSync, SecretSync],
    controllers: [configMapSyncController(), secretSyncController()],
  });
  const { from, open } = await tenant(env);
  await env.client.create(ConfigMapSync, { metadata: app(from), spec: { source: { name: 'app' }, syncToNamespaces: [open] } });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const ready = await weaver(env, 'status', '-n', from);
  await env.client.patch(ConfigMapSync, app(from), { type: 'merge', body: { spec: { suspend: true } } });
  await env.eventually(ConfigMapSync, app(from), (sync) => !isReady(sync));
  await env.client.patch(ConfigMap, app(open), { type: 'merge', body: { data: { color: 'red' } } });

  const drifted = await weaver(env, 'status', '-n', from);
  const unread = await weaver(env, 'status', '-n', from, '--no-drift');
  const none = await weaver(env, 'status', '-n', open);

  expect([ready.code, drifted.code, unread.code, none.code]).toEqual([0, 1, 1, 0]);
  expect(ready.stdout).toMatch(new RegExp(`${from} +app +ConfigMapSync +True +1/1 +0 `));
  expect(drifted.stdout).toMatch(new RegExp(`${from} +app +ConfigMapSync +False +1/1 +1 `));
  expect(unread.stdout).toMatch(new RegExp(`${from} +app +ConfigMapSync +False +1/1 +- `));
  expect(none.stdout).toContain(`there is no ConfigMapSync or SecretSync in namespace ${open}`);
});
