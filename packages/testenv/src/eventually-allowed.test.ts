import { ConfigMap, Role, RoleBinding } from '@capstan/schema';
import { expect, test } from 'vitest';
import { testEnv } from './start-env.ts';

test('who was let in is let in once the test has waited for it', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const who = { serviceAccount: 'default', namespace };
  const asked = await env.clientAs(who);
  const [name, verbs] = ['app', ['get', 'create']];
  const waiting = env.eventuallyAllowed(who, ConfigMap, { namespace, verbs });

  await env.client.create(Role, {
    metadata: { name, namespace },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs }],
  });
  await env.client.create(RoleBinding, {
    metadata: { name, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace }],
  });
  await waiting;

  expect((await asked.create(ConfigMap, { metadata: { name, namespace } })).metadata.name).toBe(name);
  await expect(asked.delete(ConfigMap, { name, namespace })).rejects.toMatchObject({ reason: 'Forbidden' });
});
