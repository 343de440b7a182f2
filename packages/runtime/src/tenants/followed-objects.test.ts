import { defineResource, Role, RoleBinding, Secret, t } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { controller, createLogger, done } from '../index.ts';
import { FollowedObjects } from './followed-objects.ts';
import { ServiceAccountTokens } from './service-account-tokens.ts';

const Paint = defineResource({
  group: 'demo.example.com',
  version: 'v1',
  kind: 'Paint',
  scope: 'Namespaced',
  spec: t.object({ follows: t.string() }),
  status: t.object({ seen: t.string() }),
});

/** Reads a Secret as the default ServiceAccount of its namespace, and follows it. */
const paint = () =>
  controller({
    name: 'paint',
    for: Paint,
    actsAs: 'serviceAccounts',
    async reconcile({ metadata: { namespace = '' }, spec }, ctx) {
      const who = { serviceAccount: 'default', namespace };
      ctx.follow(who, Secret, { name: spec.follows, namespace });
      const secret = await (await ctx.as(who)).find(Secret, { name: spec.follows, namespace });
      ctx.status({ seen: secret?.data?.['round'] ?? 'nothing' });
      return done();
    },
  });

async function allow(env: TestEnv, namespace: string, verbs: readonly string[]): Promise<void> {
  const rules = [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['key'], verbs }];
  await env.client.create(Role, { metadata: { name: 'reader', namespace }, rules });
  await env.client.create(RoleBinding, {
    metadata: { name: 'reader', namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace }],
  });
  await env.eventuallyAllowed({ serviceAccount: 'default', namespace }, Secret, { namespace, name: 'key', verbs });
}

const round = (text: string) => Buffer.from(text).toString('base64');

test('a change of an object that only the tenant may watch wakes who follows it, with rights on that one object', async () => {
  await using env = await testEnv({ resources: [Paint], controllers: [paint()] });
  const namespace = await env.namespace();
  await allow(env, namespace, ['get', 'list', 'watch']);
  await env.client.create(Paint, { metadata: { name: 'wall', namespace }, spec: { follows: 'key' } });
  await env.eventually(Paint, { name: 'wall', namespace }, ({ status }) => status?.seen === 'nothing');

  for (const text of ['one', 'two']) {
    const data = { round: round(text) };
    await env.client.apply(Secret, { metadata: { name: 'key', namespace }, data }, { force: true });
    await env.eventually(Paint, { name: 'wall', namespace }, ({ status }) => status?.seen === data.round);
  }
  await env.client.delete(Secret, { name: 'key', namespace });
  await env.eventually(Paint, { name: 'wall', namespace }, ({ status }) => status?.seen === 'nothing');
});

test('a tenant without the right to watch is read once, and nothing fails', async () => {
  await using env = await testEnv({ resources: [Paint], controllers: [paint()] });
  const namespace = await env.namespace();
  await allow(env, namespace, ['get']);
  await env.client.create(Secret, { metadata: { name: 'key', namespace }, data: { round: round('one') } });
  await env.client.create(Paint, { metadata: { name: 'wall', namespace }, spec: { follows: 'key' } });

  const wall = await env.eventually(Paint, { name: 'wall', namespace }, ({ status }) => status?.seen !== undefined);

  expect(wall.status?.seen).toBe(round('one'));
  expect(env.events.every((event) => event.type !== 'reconciled' || event.result.ok)).toBe(true);
});

test('who follows an object while the last one lets go of it is woken all the same', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  await allow(env, namespace, ['get', 'list', 'watch']);
  const woken: string[] = [];
  await using followed = new FollowedObjects({
    client: env.client,
    tokens: new ServiceAccountTokens(env.client),
    logger: createLogger({ level: 'error' }),
    wake: (key) => void woken.push(key),
  });
  const follow = (key: string) => {
    const id = followed.follow(key, { serviceAccount: 'default', namespace }, Secret, { name: 'key', namespace });
    return new Set(id === undefined ? [] : [id]);
  };

  followed.replace('first', follow('first'));
  followed.replace('first', new Set());
  followed.replace('second', follow('second'));
  await env.client.create(Secret, { metadata: { name: 'key', namespace } });

  await expect.poll(() => woken).toContain('second');
});
