import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigMapSync, configMapSync, configWeaverManifests } from '@capstan/config-weaver';
import { ConfigMap, CustomResourceDefinition, Role, RoleBinding, ServiceAccount, type TokenRequest } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { capstan, temporaryFolder } from './capstan-process.ts';

/** A value that nothing but copies may show. */
const canary = 'a-canary-in-a-coal-mine';

test('run config-weaver works with only the rights of its own manifests, and prints no value and no token', async () => {
  await using env = await testEnv();
  for (const manifest of configWeaverManifests({ image: 'unused' })) {
    const resource = await env.client.discovery.resourceFor(manifest);
    await env.client.apply(resource, manifest as never, { force: true });
  }
  await env.eventually(CustomResourceDefinition, { name: 'configmapsyncs.weaver.capstan.dev' }, ({ status }) =>
    (status?.conditions ?? []).some((condition) => condition.type === 'Established' && condition.status === 'True'),
  );
  await expect.poll(() => Array.fromAsync(env.client.list(ConfigMapSync))).toEqual([]); // served a moment after it is established
  await using folder = await temporaryFolder();
  const kubeconfig = join(folder.path, 'kubeconfig');
  await writeFile(kubeconfig, await kubeconfigOf(env), { mode: 0o600 });
  const [from, to] = [await env.namespace(), await env.namespace()];
  await allow(env, from, from, ['get']);
  await allow(env, to, from, ['get', 'create', 'patch', 'delete']);
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: from }, data: { color: canary } });

  await using operator = capstan([
    'run',
    'config-weaver',
    '--kubeconfig',
    kubeconfig,
    '--leader-elect',
    '--leader-election-namespace',
    'capstan-system',
  ]);
  await env.client.create(ConfigMapSync, {
    metadata: { name: 'app', namespace: from },
    spec: { source: { name: 'app' }, syncToNamespaces: [to] },
  });
  const copy = await env.eventually(ConfigMap, { name: 'app', namespace: to }, () => true);
  await env.client.delete(ConfigMapSync, { name: 'app', namespace: from });
  await env.eventuallyGone(ConfigMap, { name: 'app', namespace: to });
  const { code, ms } = await operator.end('SIGTERM');

  expect(copy.data).toEqual({ color: canary });
  expect(copy.metadata.managedFields?.map(({ manager }) => manager)).toEqual([configMapSync.name]);
  expect(operator.output()).not.toMatch(/forbidden/i);
  expect(operator.output()).not.toContain(canary);
  expect(operator.output()).not.toMatch(/eyJ[\w-]{20}/); // a token
  expect(code).toBe(0);
  expect(ms).toBeLessThan(30_000);
});

type Env = Awaited<ReturnType<typeof testEnv>>;

/** A kubeconfig with the token of the operator's ServiceAccount and no other credentials. */
async function kubeconfigOf(env: Env): Promise<string> {
  const ref = { name: configMapSync.name, namespace: 'capstan-system' };
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } };
  const { status } = (await env.client.createSubresource(ServiceAccount, ref, 'token', request)) as TokenRequest; // what the subresource answers
  const config = parse(await readFile(env.kubeconfigPath, 'utf8')) as { users: { user: object }[] }; // written by testenv
  for (const entry of config.users) entry.user = { token: status?.token };
  return stringify(config);
}

async function allow(env: Env, namespace: string, tenant: string, verbs: readonly string[]): Promise<void> {
  await env.client.create(Role, {
    metadata: { name: 'weaver', namespace },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs }],
  });
  await env.client.create(RoleBinding, {
    metadata: { name: 'weaver', namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'weaver' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: tenant }],
  });
}
