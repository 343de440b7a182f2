import { ConfigMap, Role, RoleBinding } from '@capstan/schema';
import { expect, test } from 'vitest';
import { untilRightsAre } from './rights-in-effect.ts';
import { testEnv } from './start-env.ts';
import type { TestEnv } from './test-env.ts';

/** A Role and a RoleBinding of this name that let the default ServiceAccount of a namespace do this with ConfigMaps. */
async function letIn({ client }: TestEnv, { name, namespace }: Record<'name' | 'namespace', string>, verbs: readonly string[]) {
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs }];
  await client.create(Role, { metadata: { name, namespace }, rules });
  await client.create(RoleBinding, {
    metadata: { name, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace }],
  });
}

test('who was let in is let in once the test has waited for it', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const who = { serviceAccount: 'default', namespace };
  const asked = await env.clientAs(who);
  const [name, verbs] = ['app', ['get', 'create']];
  const waiting = env.eventuallyAllowed(who, ConfigMap, { namespace, verbs });

  await letIn(env, { name, namespace }, verbs);
  await waiting;

  expect((await asked.create(ConfigMap, { metadata: { name, namespace } })).metadata.name).toBe(name);
  await expect(asked.delete(ConfigMap, { name, namespace })).rejects.toMatchObject({ reason: 'Forbidden' });
});

test('who was shut out is shut out once the test has waited for it', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const who = { serviceAccount: 'default', namespace };
  const ref = { name: 'app', namespace };
  await letIn(env, ref, ['get']);
  await env.eventuallyAllowed(who, ConfigMap, { namespace, verbs: ['get'] });

  await env.client.delete(RoleBinding, ref);
  const rights = [{ verb: 'get', resource: 'configmaps', namespace }];
  await untilRightsAre(env.client, 'gone', `system:serviceaccount:${namespace}:default`, rights);

  const asked = await env.clientAs(who);
  await expect(asked.get(ConfigMap, ref)).rejects.toMatchObject({ reason: 'Forbidden' });
});

test('a wait for what one binding gave ends although another gives it, too', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const user = `system:serviceaccount:${namespace}:default`;
  const [one, two] = ['one', 'two'].map((name) => ({ name, namespace }));
  if (!one || !two) throw new Error('two of them');
  const rights = ['get', 'create'].map((verb) => ({ verb, resource: 'configmaps', namespace }));
  await letIn(env, one, ['create']);
  await letIn(env, two, ['get', 'create']);
  await untilRightsAre(env.client, 'given', user, rights);

  await env.client.delete(RoleBinding, two);
  await untilRightsAre(env.client, 'gone', user, rights, { givenBy: two });

  const asked = await env.clientAs({ serviceAccount: 'default', namespace });
  await expect(asked.get(ConfigMap, one)).rejects.toMatchObject({ reason: 'Forbidden' });
  expect(await asked.create(ConfigMap, { metadata: one })).toMatchObject({ metadata: one });
});

test('a wait in vain says who lacks or keeps what and where, and what the server last answered', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const user = `system:serviceaccount:${namespace}:default`;
  await letIn(env, { name: 'app', namespace }, ['get']);
  await env.eventuallyAllowed({ serviceAccount: 'default', namespace }, ConfigMap, { namespace, verbs: ['get'] });
  const right = { resource: 'configmaps', namespace };
  const options = { timeout: '2s' } as const;

  const lacking = untilRightsAre(env.client, 'given', user, [{ verb: 'patch', ...right, name: 'app' }], options);
  await expect(lacking).rejects.toMatchObject({
    code: 'NeverHappened',
    message: `${user} may not patch configmaps app in namespace ${namespace} after 2s; the server's last answer: {"allowed":false}`,
  });
  const keeping = untilRightsAre(env.client, 'gone', user, [{ verb: 'get', ...right }], options);
  await expect(keeping).rejects.toMatchObject({
    code: 'NeverHappened',
    message: expect.stringMatching(
      new RegExp(`^${user} still may get configmaps in namespace ${namespace} after 2s; .* RoleBinding .*app/${namespace}`),
    ),
  });
  const everywhere = untilRightsAre(env.client, 'given', user, [{ verb: '*', group: '*', resource: '*' }], options);
  await expect(everywhere).rejects.toThrow(`${user} may not * *.* in every namespace after 2s`);
});
