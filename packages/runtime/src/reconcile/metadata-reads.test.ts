import { ConfigMap, defineResource, t } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { controller, done } from '../index.ts';

const Paint = defineResource({
  group: 'demo.example.com',
  version: 'v1',
  kind: 'Paint',
  scope: 'Namespaced',
  spec: t.object({ color: t.string() }),
  status: t.object({ seen: t.string() }),
});

test('metadata that a reconcile read by an index wakes it when an object comes under that index', async () => {
  const paint = controller({
    name: 'paint',
    for: Paint,
    readsMetadata: [{ resource: ConfigMap, indexes: { wall: ({ metadata }) => [metadata.labels?.['wall'] ?? ''] } }],
    async reconcile({ metadata }, ctx) {
      const found = ctx.metadata(ConfigMap).byIndex('wall', metadata.name);
      ctx.status({ seen: found.map((object) => `${object.metadata.name} ${'data' in object}`).join() });
      return done();
    },
  });
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  await env.client.create(Paint, { metadata: { name: 'north', namespace }, spec: { color: 'blue' } });
  await env.eventually(Paint, { name: 'north', namespace }, ({ status }) => status?.seen === '');

  await env.client.create(ConfigMap, { metadata: { name: 'other', namespace, labels: { wall: 'south' } } });
  await env.client.create(ConfigMap, { metadata: { name: 'mine', namespace, labels: { wall: 'north' } }, data: { a: 'b' } });
  const { status } = await env.eventually(Paint, { name: 'north', namespace }, (wall) => wall.status?.seen !== '');

  expect(status?.seen).toBe('mine false');
});

test('metadata of a kind that was not declared is refused', async () => {
  const refused = Promise.withResolvers<unknown>();
  const paint = controller({
    name: 'paint',
    for: Paint,
    async reconcile(_, ctx) {
      try {
        ctx.metadata(ConfigMap);
      } catch (error) {
        refused.resolve(error);
      }
      return done();
    },
  });
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  await env.client.create(Paint, { metadata: { name: 'north', namespace }, spec: { color: 'blue' } });

  expect(await refused.promise).toMatchObject({ code: 'NotDeclared' });
});

test('a long reconcile can tell that its object was changed meanwhile', async () => {
  const started = Promise.withResolvers<void>();
  const answers: boolean[] = [];
  const paint = controller({
    name: 'paint',
    for: Paint,
    readsMetadata: [{ resource: ConfigMap }],
    async reconcile({ spec }, ctx) {
      if (spec.color === 'green') return done();
      answers.push(ctx.isCurrent());
      started.resolve();
      while (ctx.isCurrent()) await new Promise((resolve) => setImmediate(resolve));
      answers.push(ctx.isCurrent());
      ctx.status({ seen: 'ended early' });
      return done();
    },
  });
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  await env.client.create(Paint, { metadata: { name: 'north', namespace }, spec: { color: 'blue' } });
  await started.promise;

  await env.client.patch(Paint, { name: 'north', namespace }, { type: 'merge', body: { spec: { color: 'green' } } });
  await env.eventually(Paint, { name: 'north', namespace }, ({ status }) => status?.seen === 'ended early');

  expect(answers).toEqual([true, false]);
});
