import { ConfigMap, defineResource, Node, Secret, t } from '@capstan/schema';
import { expect, test } from 'vitest';
import { controller, done, requeue, watch } from './index.ts';

const Sync = defineResource({
  group: 'demo.example.com',
  version: 'v1',
  kind: 'Sync',
  scope: 'Namespaced',
  spec: t.object({ source: t.string() }),
  status: t.object({ count: t.integer() }),
  conditions: { Ready: ['Synced'], SourceFound: ['Found', 'NotFound'] },
  indexes: { source: (sync) => [sync.spec.source] },
});

test('the compiler refuses what was not declared', () => {
  const wrong = controller({
    name: 'wrong',
    for: Sync,
    reads: [ConfigMap],
    async reconcile(sync, ctx) {
      ctx.get(ConfigMap, { name: 'x' });
      // @ts-expect-error Secret is not in `reads`
      ctx.get(Secret, { name: 'x' });
      // @ts-expect-error nothing in `writes`
      await ctx.apply(ConfigMap, { metadata: { name: 'x' } });
      ctx.condition('SourceFound', true, 'Found', '');
      // @ts-expect-error a reason of another condition
      ctx.condition('SourceFound', true, 'Synced', '');
      // @ts-expect-error no such condition
      ctx.condition('Lost', true, 'Synced', '');
      ctx.status({ count: 1 });
      // @ts-expect-error no such field of the status
      ctx.status({ counts: 1 });
      // @ts-expect-error objects from the cache are readonly
      sync.spec.source = 'x';
      return done();
    },
  });
  // @ts-expect-error no such index
  watch(ConfigMap, { for: Sync, map: (_, cache) => cache.byIndex('sauce', 'x') });
  // @ts-expect-error only the metadata is watched
  watch(ConfigMap, { for: Sync, metadataOnly: true, map: (configMap) => [{ name: configMap.data }] });
  // @ts-expect-error not a duration
  requeue({ after: '5 minutes', reason: '' });

  expect(wrong.name).toBe('wrong');
});

test('rules are the least that the declaration needs, merged and sorted', () => {
  const made = controller({
    name: 'made',
    for: Sync,
    reads: [Secret],
    writes: [ConfigMap],
    watches: [watch(Node, { for: Sync, map: () => [] })],
    actsAs: 'serviceAccounts',
    finalizer: { name: 'demo.example.com/made', run: async () => done() },
    reconcile: async () => done(),
  });

  expect(made.rules()).toEqual([
    { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'delete', 'get', 'patch'] },
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
    { apiGroups: [''], resources: ['nodes'], verbs: ['list', 'watch'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
    { apiGroups: ['demo.example.com'], resources: ['syncs'], verbs: ['get', 'list', 'patch', 'watch'] },
    { apiGroups: ['demo.example.com'], resources: ['syncs/status'], verbs: ['patch'] },
  ]);
});

test('a kind that may only be deleted gives the right to delete it, and no other', () => {
  const remover = controller({ name: 'remover', for: Sync, deletes: [ConfigMap], reconcile: async () => done() });

  expect(remover.rules().filter(({ resources }) => resources?.includes('configmaps'))).toEqual([
    { apiGroups: [''], resources: ['configmaps'], verbs: ['delete'] },
  ]);
});
