import { ConfigMap, defineResource, t } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { type Context, controller, done, generation } from '../index.ts';

const Paint = defineResource({
  group: 'demo.example.com',
  version: 'v1',
  kind: 'Paint',
  scope: 'Namespaced',
  spec: t.object({ color: t.string() }),
  status: t.object({ seen: t.string() }),
});

type PaintContext = Context<typeof Paint>;

/** Ways to look whether a ConfigMap `tin` is there. */
const ways: Readonly<Record<string, (ctx: PaintContext, namespace: string) => boolean>> = {
  name: (ctx, namespace) => ctx.metadata(ConfigMap).get({ name: 'tin', namespace }) !== undefined,
  index: (ctx) => ctx.metadata(ConfigMap).byIndex('wall', 'north').length > 0,
  list: (ctx) =>
    ctx
      .metadata(ConfigMap)
      .list([])
      .some(({ metadata }) => metadata.name === 'tin'),
};

test.for(Object.keys(ways))(
  'what a reconcile reads by %s for the first time, and changes before it ends, wakes it again',
  async (way) => {
    const looked = Promise.withResolvers<void>();
    let looks = 0;
    const paint = controller({
      name: 'paint',
      for: Paint,
      when: generation,
      readsMetadata: [{ resource: ConfigMap, indexes: { wall: ({ metadata }) => [metadata.labels?.['wall'] ?? ''] } }],
      async reconcile({ metadata }, ctx) {
        const isThere = () => ways[way]?.(ctx, metadata.namespace ?? '') ?? false;
        const seen = isThere();
        looks += 1;
        looked.resolve();
        while (looks === 1 && !isThere()) await new Promise((resolve) => setImmediate(resolve));
        ctx.status({ seen: seen ? 'there' : 'not there' });
        return done();
      },
    });
    await using env = await testEnv({ resources: [Paint], controllers: [paint] });
    const namespace = await env.namespace();
    await env.client.create(Paint, { metadata: { name: 'north', namespace }, spec: { color: 'blue' } });
    await looked.promise;

    await env.client.create(ConfigMap, { metadata: { name: 'tin', namespace, labels: { wall: 'north' } } });
    const { status } = await env.eventually(Paint, { name: 'north', namespace }, (wall) => wall.status?.seen === 'there');

    expect(status?.seen).toBe('there');
  },
);
