import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigMapSync, configMapSyncController, SecretSync, secretSyncController } from '@capstan/config-weaver';
import { ConfigMap, Role, RoleBinding, Secret } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';

const cli = new URL('../packages/cli/src/main.ts', import.meta.url).pathname;
const app = (namespace: string) => ({ name: 'app', namespace });

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs `capstan weaver` against a control plane, as a process of its own. */
function weaver(env: TestEnv, ...args: readonly string[]): Promise<Ended> {
  const line = ['--conditions=@capstan/source', cli, 'weaver', ...args, '--kubeconfig', env.kubeconfigPath];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, line, { env: { ...process.env, NO_COLOR: '1' } }, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, output: out + err }),
    );
  });
}

/** A tenant with a ConfigMap and a Secret to share, a namespace that lets it in, and one that does not. */
async function tenant(env: TestEnv) {
  const [from, open, closed] = [await env.namespace(), await env.namespace(), await env.namespace()];
  for (const namespace of [from, open]) {
    const metadata = { name: 'weaver', namespace };
    const rules = [{ apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['get', 'create', 'patch', 'delete'] }];
    await env.client.create(Role, { metadata, rules });
    await env.client.create(RoleBinding, {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'weaver' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: from }],
    });
  }
  await env.client.create(ConfigMap, { metadata: app(from), data: { color: 'blue' } });
  await env.client.create(Secret, { metadata: app(from), stringData: { password: 'never-to-be-seen' } });
  return { from, open, closed };
}

async function planOf(env: TestEnv, kind: string, namespace: string, targets: readonly string[]): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'capstan-weaver-'));
  const spec = { source: { name: 'app' }, syncToNamespaces: targets };
  const manifest = { apiVersion: 'weaver.capstan.dev/v1alpha1', kind, metadata: app(namespace), spec };
  await writeFile(join(folder, 'sync.json'), JSON.stringify(manifest));
  const planned = await weaver(env, 'plan', '-f', join(folder, 'sync.json'));
  await rm(folder, { recursive: true });
  return planned;
}

const isReady = ({ status }: ConfigMapSync) =>
  status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;

test.for(['ConfigMapSync', 'SecretSync'])(
  '16: plan of a %s ends with 0, with 1 where something would be refused, and writes nothing',
  async (kind) => {
    await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });
    const { from, open, closed } = await tenant(env);
    const resource = kind === 'SecretSync' ? Secret : ConfigMap;

    const good = await planOf(env, kind, from, [open]);
    const bad = await planOf(env, kind, from, [open, closed]);
    const broken = await planOf(env, kind, from, []);

    expect([good.code, bad.code, broken.code]).toEqual([0, 1, 1]);
    expect(good.output).toMatch(new RegExp(`${open} +create +get,create,patch,delete`));
    expect(bad.output).toMatch(new RegExp(`${closed} +refuse +none`));
    expect(good.output + bad.output).not.toContain('never-to-be-seen');
    expect(await env.client.find(resource, app(open))).toBeUndefined();
  },
);

test('16: plan tells a copy that is up to date from one that it would change, key by key', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync], controllers: [configMapSyncController()] });
  const { from, open } = await tenant(env);
  await env.client.create(ConfigMapSync, { metadata: app(from), spec: { source: { name: 'app' }, syncToNamespaces: [open] } });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const right = await planOf(env, 'ConfigMapSync', from, [open]);
  await env.client.patch(ConfigMapSync, app(from), { type: 'merge', body: { spec: { suspend: true } } });
  await env.eventually(ConfigMapSync, app(from), (sync) => !isReady(sync));
  await env.client.patch(ConfigMap, app(from), { type: 'merge', body: { data: { color: 'green', size: 'large' } } });

  const changed = await planOf(env, 'ConfigMapSync', from, [open]);

  expect(right.output).toMatch(new RegExp(`${open} +nothing .* up to date`));
  expect(changed.output).toMatch(new RegExp(`${open} +update .* changes color, size`));
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
  expect(ready.output).toMatch(new RegExp(`${from} +app +ConfigMapSync +True +1/1 +0 `));
  expect(drifted.output).toMatch(new RegExp(`${from} +app +ConfigMapSync +False +1/1 +1 `));
  expect(unread.output).toMatch(new RegExp(`${from} +app +ConfigMapSync +False +1/1 +- `));
  expect(none.output).toContain(`there is no ConfigMapSync or SecretSync in namespace ${open}`);
});
