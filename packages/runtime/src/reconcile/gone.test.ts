import { defineResource, t } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { controller, done } from '../index.ts';

const Paint = defineResource({
  group: 'demo.example.com',
  version: 'v1',
  kind: 'Paint',
  scope: 'Namespaced',
  spec: t.object({ color: t.string() }),
});

test('a controller is told of an object that is gone, also when somebody took its finalizer away, and after its last reconcile', async () => {
  const told: string[] = [];
  const paint = controller({
    name: 'paint',
    for: Paint,
    finalizer: { name: 'demo.example.com/paint', run: async () => done() },
    gone: ({ metadata }) => void told.push(`gone ${metadata.uid}`),
    async reconcile({ metadata, spec }, ctx) {
      // Until the cache shows that it is gone: a visit that ended before would be followed by another one.
      while (spec.color === 'slow' && ctx.isCurrent()) await new Promise((resolve) => setImmediate(resolve));
      told.push(`reconciled ${metadata.uid}`);
      return done();
    },
  });
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  const wall = { name: 'wall', namespace };
  const { metadata } = await env.client.create(Paint, { metadata: wall, spec: { color: 'slow' } });
  await env.eventually(Paint, wall, (object) => object.metadata.finalizers !== undefined);

  await env.client.patch(Paint, wall, { type: 'merge', body: { metadata: { finalizers: null } } });
  await env.client.delete(Paint, wall);
  const next = await env.client.create(Paint, { metadata: wall, spec: { color: 'blue' } });
  await expect.poll(() => told).toContain(`reconciled ${next.metadata.uid}`);

  expect(told.slice(0, 2)).toEqual([`reconciled ${metadata.uid}`, `gone ${metadata.uid}`]);
  expect(told).not.toContain(`gone ${next.metadata.uid}`);
});
