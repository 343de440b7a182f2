import { ConfigMapSync, SecretSync } from '@capstan/config-weaver';
import { ConfigMap, Role, RoleBinding } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { capstan, capstanOnce } from './capstan-process.ts';

test('run config-weaver keeps the tenants within the quota of its command line', async () => {
  await using env = await testEnv({ resources: [ConfigMapSync, SecretSync] });
  const [from, ...to] = [await env.namespace(), await env.namespace(), await env.namespace()];
  for (const namespace of [from, ...to]) await allow(env, namespace, from);
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace: from }, data: { color: 'blue' } });
  await env.client.create(ConfigMapSync, {
    metadata: { name: 'app', namespace: from },
    spec: { source: { name: 'app' }, syncToNamespaces: to },
  });

  await using operator = capstan(['run', 'config-weaver', '--kubeconfig', env.kubeconfigPath, '--quota-copies', '1']);
  await operator.until('running');
  const { status } = await env.eventually(
    ConfigMapSync,
    { name: 'app', namespace: from },
    ({ status }) => status?.progress === '1/2',
  );

  expect(status?.targets?.[0]).toMatchObject({ state: 'Refused', reason: 'QuotaExceeded' });
});

test('the manifests of config-weaver carry the quota that it is to run with', async () => {
  const text = await manifests('--quota-copies', '100', '--quota-bytes', '2Mi');

  expect(text).toContain('"--quota-copies","100","--quota-bytes","2097152"');
});

test('only with --reclaim-with-operator-rights may config-weaver delete ConfigMaps, and make or change them never', async () => {
  const [plain, reclaiming] = [await manifests(), await manifests('--reclaim-with-operator-rights')];
  const rule = (text: string) => /"resources":\["configmaps"\],"verbs":\[([^\]]*)\]/.exec(text)?.[1];

  expect(rule(plain)).toBeUndefined(); // beside namespaces and ServiceAccounts: list and watch
  expect(rule(reclaiming)).toBe('"delete","list","watch"');
  expect(plain).not.toContain('--reclaim');
  expect(reclaiming).toContain('"--reclaim-with-operator-rights"');
});

test.each([
  [['run', 'config-weaver', '--quota-bytes', '2 apples'], 'write bytes, or a size such as 512Ki, 100Mi or 2Gi'],
  [['run', 'config-weaver', '--quota-copies', '-1'], 'write a whole number, for example 1000'],
  [['manifests', 'lifecycle-sample', '--quota-copies', '1'], 'lifecycle-sample has no quotas'],
  [['run', 'lifecycle-sample', '--reclaim-with-operator-rights'], 'they are of config-weaver'],
])('what cannot be set up is refused with the way out: %s', async (args, message) => {
  const { code, output } = await capstanOnce(args);

  expect(code).not.toBe(0);
  expect(output).toContain(message);
});

async function allow({ client }: TestEnv, namespace: string, tenant: string): Promise<void> {
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'create', 'patch', 'delete'] }];
  await client.create(Role, { metadata: { name: 'weaver', namespace }, rules });
  await client.create(RoleBinding, {
    metadata: { name: 'weaver', namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'weaver' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: tenant }],
  });
}

/** The manifests as JSON without spaces. */
async function manifests(...options: readonly string[]): Promise<string> {
  const { output } = await capstanOnce(['manifests', 'config-weaver', '--output', 'json', ...options]);
  return JSON.stringify(JSON.parse(output));
}
