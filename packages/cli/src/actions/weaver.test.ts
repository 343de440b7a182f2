import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigMapSync, configMapSyncController, SecretSync } from '@capstan/config-weaver';
import { ConfigMap, defineResource, Namespace, Role, RoleBinding, t } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { weaverConvert } from './weaver-convert.ts';
import { weaverPlan } from './weaver-plan.ts';
import { weaverStatus } from './weaver-status.ts';

const weaver = () => testEnv({ resources: [ConfigMapSync, SecretSync], controllers: [configMapSyncController()] });

async function allow(env: TestEnv, namespace: string, tenant: string, verbs: readonly string[]): Promise<void> {
  const name = `of-${tenant}`;
  await env.client.create(Role, {
    metadata: { name, namespace },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs }],
  });
  await env.client.create(RoleBinding, {
    metadata: { name, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: tenant }],
  });
  await env.eventuallyAllowed({ serviceAccount: 'default', namespace: tenant }, ConfigMap, { namespace, verbs });
}

/** A tenant with a source, a namespace that lets it in and one that does not. */
async function tenant(env: TestEnv) {
  const [from, open, closed] = [await env.namespace(), await env.namespace(), await env.namespace()];
  await allow(env, from, from, ['get']);
  await allow(env, open, from, ['get', 'create', 'patch', 'delete']);
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: from }, data: { color: 'blue' } });
  return { from, open, closed };
}

async function fileOf(manifest: object): Promise<AsyncDisposable & { readonly path: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'capstan-weaver-'));
  const path = join(directory, 'sync.yaml');
  await writeFile(path, stringify(manifest));
  return { path, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

function recorder() {
  let text = '';
  return { write: (part: string) => (text += part), text: () => text };
}

const isReady = ({ status }: ConfigMapSync) =>
  status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;

test('plan tells who would get what, with which rights, and writes nothing', async () => {
  await using env = await weaver();
  const { from, open, closed } = await tenant(env);
  await using file = await fileOf({
    apiVersion: 'weaver.capstan.dev/v1alpha1',
    kind: 'ConfigMapSync',
    metadata: { name: 'app', namespace: from },
    spec: { source: { name: 'app' }, syncToNamespaces: [open, closed] },
  });
  const output = recorder();

  const code = await weaverPlan({ file: file.path, kubeconfig: env.kubeconfigPath, output: 'table' }, output.write);

  expect(code).toBe(1);
  expect(output.text()).toContain(`ConfigMapSync ${from}/app as ServiceAccount ${from}/default`);
  expect(output.text()).toMatch(new RegExp(`${open} +create +get,create,patch,delete +key color`));
  expect(output.text()).toMatch(new RegExp(`${closed} +refuse +none +ServiceAccount ${from}/default cannot create configmaps`));
  expect(await env.client.find(ConfigMapSync, { name: 'app', namespace: from })).toBeUndefined();
  expect(await env.client.find(ConfigMap, { name: 'app', namespace: open })).toBeUndefined();
});

test('plan tells a namespace that is only selected and lets nobody in from one that is refused', async () => {
  await using env = await weaver();
  const { from, open, closed } = await tenant(env);
  for (const name of [open, closed])
    await env.client.patch(Namespace, { name }, { type: 'merge', body: { metadata: { labels: { shop: from } } } });
  await using file = await fileOf({
    apiVersion: 'weaver.capstan.dev/v1alpha1',
    kind: 'ConfigMapSync',
    metadata: { name: 'app', namespace: from },
    spec: { source: { name: 'app' }, namespaceSelector: { matchLabels: { shop: from } } },
  });
  const output = recorder();

  const code = await weaverPlan({ file: file.path, kubeconfig: env.kubeconfigPath, output: 'table' }, output.write);

  expect(code).toBe(0);
  expect(output.text()).toMatch(new RegExp(`${open} +create +get,create,patch,delete +key color`));
  expect(output.text()).toMatch(new RegExp(`${closed} +skip +none +ServiceAccount ${from}/default cannot create configmaps`));
});

const planned = async (env: TestEnv, ...manifests: readonly object[]) => {
  await using file = await fileOf({ apiVersion: 'v1', kind: 'List', items: manifests });
  const output = recorder();
  const code = await weaverPlan({ file: file.path, kubeconfig: env.kubeconfigPath, output: 'table' }, output.write);
  return { code, text: output.text() };
};

const syncOf = (namespace: string, name: string, spec: object) => ({
  apiVersion: 'weaver.capstan.dev/v1alpha1',
  kind: 'ConfigMapSync',
  metadata: { name, namespace },
  spec: { source: { name: 'app' }, ...spec },
});

test('plan goes on after a sync that cannot be planned, says why, and leaves other objects of the file alone', async () => {
  await using env = await weaver();
  const { from, open } = await tenant(env);

  const { code, text } = await planned(
    env,
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'weaver', namespace: from } },
    syncOf(from, '', { syncToNamespaces: [open] }),
    syncOf(from, 'untargeted', {}),
    syncOf(from, 'misspelt', { syncToNamespace: [open] }),
    syncOf(from, 'nobody', { syncToNamespaces: [open], serviceAccount: { name: 'nobody' } }),
    syncOf(from, 'good', { syncToNamespaces: [open] }),
  );

  expect(code).toBe(1);
  expect(text).toContain(`${from}/\n  cannot be planned: "" cannot be the name of a ConfigMapSync\n`);
  expect(text).toMatch(new RegExp(`${from}/untargeted\n  cannot be planned: .*name target namespaces in syncToNamespaces`));
  expect(text).toMatch(new RegExp(`${from}/misspelt\n  cannot be planned: .*unknown field "spec.syncToNamespace"`));
  expect(text).toMatch(
    new RegExp(`${from}/nobody\n  cannot be planned: ServiceAccount ${from}/nobody does not exist\n  Create it`),
  );
  expect(text).toMatch(new RegExp(`${from}/good as ServiceAccount ${from}/default\n.*\n +${open} +create`));
});

test('plan of a sync that is there is about what the file says, not about that and what there was', async () => {
  await using env = await weaver();
  const { from, open, closed } = await tenant(env);
  await env.client.create(ConfigMapSync, {
    metadata: { name: 'app', namespace: from },
    spec: { source: { name: 'app' }, syncToNamespaces: [closed], suspend: true },
  });

  const { code, text } = await planned(env, syncOf(from, 'app', { syncToNamespaces: [open], suspend: true }));

  expect(code).toBe(0);
  expect(text).toMatch(new RegExp(`${open} +create`));
  expect(text).not.toContain(closed);
  expect(text).toContain('nothing of this happens while spec.suspend is true');
});

test('a file without any sync, or with those of the former operator, is said to be so', async () => {
  await using env = await weaver();
  const [from, file] = ['default', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app' } }];

  await expect(planned(env, file)).rejects.toThrow('holds no sync, but ConfigMap');
  await expect(planned(env)).rejects.toThrow(/holds no sync$/);
  await expect(planned(env, { ...syncOf(from, 'app', {}), apiVersion: 'weaver.example.com/v1alpha1' })).rejects.toThrow(
    'holds a ConfigMapSync of weaver.example.com/v1alpha1',
  );
});

test('plan in a cluster without config-weaver says that its kinds are not served', async () => {
  await using env = await testEnv({ cluster: 'without-weaver' });

  const { code, text } = await planned(env, syncOf('default', 'app', { syncToNamespaces: ['default'] }));

  expect(code).toBe(1);
  expect(text).toContain('does not serve configmapsyncs of weaver.capstan.dev v1alpha1');
  expect(text).toContain('Is its CustomResourceDefinition configmapsyncs.weaver.capstan.dev installed');
});

test('status shows syncs, their drift and the targets that need attention', async () => {
  await using env = await weaver();
  const { from, open, closed } = await tenant(env);
  const spec = { source: { name: 'app' }, syncToNamespaces: [open, closed] };
  await env.client.create(ConfigMapSync, { metadata: { name: 'app', namespace: from }, spec });
  await env.eventually(ConfigMapSync, { name: 'app', namespace: from }, ({ status }) => status?.counts?.refused === 1);
  const output = recorder();

  const code = await weaverStatus(
    { kubeconfig: env.kubeconfigPath, namespace: from, drift: true, output: 'table' },
    output.write,
  );

  expect(code).toBe(1);
  expect(output.text()).toMatch(new RegExp(`${from} +app +ConfigMapSync +False +1/2 +0 `));
  expect(output.text()).toMatch(new RegExp(`${from}/app +${closed} +Forbidden +ServiceAccount ${from}/default cannot create`));
});

const Legacy = defineResource({
  group: 'weaver.example.com',
  version: 'v1alpha1',
  kind: 'ConfigMapSync',
  scope: 'Namespaced',
  spec: t.object({
    source: t.object({ name: t.string() }),
    syncToNamespaces: t.array(t.string()),
    serviceAccount: t.object({ name: t.string() }),
  }),
});

test('convert --live takes copies over without a gap and removes the old object, whose finalizer would have removed them', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync, Legacy], controllers: [configMapSyncController()] });
  const { from, open } = await tenant(env);
  await env.client.create(Legacy, {
    metadata: { name: 'app', namespace: from, finalizers: ['configmapsync.io/finalizer'] },
    spec: { source: { name: 'app' }, syncToNamespaces: [open], serviceAccount: { name: 'default' } },
  });
  const labels = { cmsOwnerName: 'app', cmsOwnerNamespace: from };
  const old = await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: open, labels }, data: { color: 'old' } });
  const output = recorder();

  const code = await weaverConvert({ live: true, kubeconfig: env.kubeconfigPath, namespace: from }, output.write);
  await env.eventuallyGone(Legacy, { name: 'app', namespace: from });
  const sync = await env.eventually(ConfigMapSync, { name: 'app', namespace: from }, isReady);
  const copy = await env.client.get(ConfigMap, { name: 'app', namespace: open });

  expect([code, output.text()]).toEqual([0, `${from}/app: converted\n`]);
  expect(copy.metadata.uid).toBe(old.metadata.uid);
  expect(copy.data).toEqual({ color: 'blue' });
  expect(sync.spec.serviceAccount.name).toBe('default');
});

test('convert -f prints the manifest for this operator', async () => {
  await using file = await fileOf({
    apiVersion: 'weaver.example.com/v1alpha1',
    kind: 'ConfigMapSync',
    metadata: { name: 'app', namespace: 'team-a' },
    spec: { source: { name: 'app' }, syncToNamespaces: ['b'], serviceAccount: { name: 'weaver' } },
  });
  const output = recorder();

  await weaverConvert({ file: file.path }, output.write);

  expect(output.text()).toContain('apiVersion: weaver.capstan.dev/v1alpha1\n');
});

test('a file without anything to convert, or that is not there, is said to be so', async () => {
  await using file = await fileOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app' } });

  await expect(weaverConvert({ file: file.path })).rejects.toThrow('holds no ConfigMapSync of group weaver.example.com');
  await expect(weaverConvert({ file: '/nowhere/x.yaml' })).rejects.toThrow('cannot read /nowhere/x.yaml');
  await expect(weaverConvert({})).rejects.toThrow('name a file with -f');
});
