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

  await using _operator = capstan(['run', 'config-weaver', '--kubeconfig', env.kubeconfigPath, '--quota-copies', '1']);
  const { status } = await env.eventually(
    ConfigMapSync,
    { name: 'app', namespace: from },
    ({ status }) => status?.progress === '1/2',
  );

  expect(status?.targets?.[0]).toMatchObject({ state: 'Refused', reason: 'QuotaExceeded' });
});

test('the manifests of config-weaver carry the quota that it is to run with', async () => {
  const quota = ['--quota-copies', '100', '--quota-bytes', '2Mi'];

  const { output } = await capstanOnce(['manifests', 'config-weaver', '--output', 'json', ...quota]);

  expect(output.replaceAll(/\s/g, '')).toContain('"--quota-copies","100","--quota-bytes","2097152"');
});

test.each([
  [['run', 'config-weaver', '--quota-bytes', '2 apples'], 'write bytes, or a size such as 512Ki, 100Mi or 2Gi'],
  [['run', 'config-weaver', '--quota-copies', '-1'], 'write a whole number, for example 1000'],
  [['manifests', 'lifecycle-sample', '--quota-copies', '1'], 'lifecycle-sample has no quotas'],
])('a quota that cannot be is refused with the way out: %s', async (args, message) => {
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
