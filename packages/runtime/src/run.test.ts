import { ConfigMap, defineResource, Event, Lease, type ObjectOf, Secret, t } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { type Controller, changed, controller, done, type ManagerEvent, requeue, run, TerminalError, watch } from './index.ts';

const Paint = defineResource({
  group: 'demo.example.com',
  version: 'v1',
  kind: 'Paint',
  scope: 'Namespaced',
  spec: t.object({ color: t.string(), from: t.string().optional() }),
  status: t.object({ coats: t.integer() }),
  conditions: { Ready: ['Painted', 'Failed', 'Waiting'] },
  indexes: { from: (paint) => (paint.spec.from ? [`${paint.metadata.namespace}/${paint.spec.from}`] : []) },
});
type Paint = ObjectOf<typeof Paint>;

const painted = (env: TestEnv, namespace: string, color: string) =>
  env.client.create(Paint, { metadata: { name: 'wall', namespace }, spec: { color } });
const ready = (status: string) => (paint: { status?: { conditions?: readonly { type: string; status: string }[] } }) =>
  paint.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === status) ?? false;

test('a reconcile writes by apply, and its status once', async () => {
  const paint = controller({
    name: 'paint',
    for: Paint,
    writes: [ConfigMap],
    async reconcile({ metadata: { name, namespace = '' }, spec }, ctx) {
      await ctx.apply(ConfigMap, { metadata: { name, namespace }, data: { color: spec.color } });
      ctx.status({ coats: 2 });
      ctx.condition('Ready', true, 'Painted', spec.color);
      return done();
    },
  });
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  await painted(env, namespace, 'blue');

  const wall = await env.eventually(Paint, { name: 'wall', namespace }, ready('True'));
  const made = await env.client.get(ConfigMap, { name: 'wall', namespace });

  expect(wall.status).toMatchObject({ coats: 2, conditions: [{ reason: 'Painted', message: 'blue', observedGeneration: 1 }] });
  expect(made.metadata.managedFields?.map(({ manager, operation }) => [manager, operation])).toEqual([['paint', 'Apply']]);
});

test('a reconcile that throws still gets its conditions written, and is tried again', async () => {
  let tries = 0;
  const paint = controller({
    name: 'paint',
    for: Paint,
    async reconcile(_, ctx) {
      tries += 1;
      ctx.condition('Ready', tries > 2, tries > 2 ? 'Painted' : 'Failed', `try ${tries}`);
      if (tries <= 2) throw new Error('no paint');
      return done();
    },
  });
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  await painted(env, namespace, 'blue');

  await env.eventually(Paint, { name: 'wall', namespace }, ready('True'));

  expect(env.events.filter((event) => event.type === 'reconciled' && !event.result.ok)).toHaveLength(2);
});

test('a terminal error is not tried again until the object changes', async () => {
  const paint = controller({
    name: 'paint',
    for: Paint,
    when: changed((paint: Paint) => paint.spec.color),
    async reconcile({ spec }, ctx) {
      ctx.condition('Ready', spec.color === 'blue', spec.color === 'blue' ? 'Painted' : 'Failed', spec.color);
      if (spec.color !== 'blue') throw new TerminalError(`${spec.color} is not a color`);
      return done();
    },
  });
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  await painted(env, namespace, 'loud');
  await env.eventually(Paint, { name: 'wall', namespace }, ready('False'));

  await env.client.patch(Paint, { name: 'wall', namespace }, { type: 'merge', body: { spec: { color: 'blue' } } });
  await env.eventually(Paint, { name: 'wall', namespace }, ready('True'));

  const results = () => env.events.flatMap((event) => (event.type === 'reconciled' ? [event.result.ok] : []));
  // The condition is seen a moment before the visit that wrote it is reported.
  await expect.poll(results).toEqual([false, true]);
});

test('a finalizer is added, run once when the object goes, and removed', async () => {
  const removed: string[] = [];
  const paint = controller({
    name: 'paint',
    for: Paint,
    reconcile: async (_, ctx) => {
      ctx.condition('Ready', true, 'Painted', '');
      return done();
    },
    finalizer: {
      name: 'demo.example.com/paint',
      async run({ metadata }) {
        removed.push(metadata.name);
        return done();
      },
    },
  });
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  await painted(env, namespace, 'blue');
  const wall = await env.eventually(Paint, { name: 'wall', namespace }, ready('True'));

  await env.client.delete(Paint, { name: 'wall', namespace });
  await env.eventuallyGone(Paint, { name: 'wall', namespace });

  expect(wall.metadata.finalizers).toEqual(['demo.example.com/paint']);
  expect(removed).toEqual(['wall']);
});

test('a finalizer sees that its object was deleted with orphan', async () => {
  const seen: (string | undefined)[] = [];
  const paint = controller({
    name: 'paint',
    for: Paint,
    reconcile: async (_, ctx) => {
      ctx.condition('Ready', true, 'Painted', '');
      return done();
    },
    finalizer: {
      name: 'demo.example.com/paint',
      async run(_, ctx) {
        seen.push(ctx.deletion);
        return done();
      },
    },
  });
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  await painted(env, namespace, 'blue');
  await env.eventually(Paint, { name: 'wall', namespace }, ready('True'));

  await env.client.delete(Paint, { name: 'wall', namespace }, { propagation: 'Orphan' });
  await env.eventuallyGone(Paint, { name: 'wall', namespace });

  expect(seen.at(-1)).toBe('Orphan');
});

test('what a reconcile read wakes it when it changes, and no longer once it is not read', async () => {
  let visits = 0;
  const paint = controller({
    name: 'paint',
    for: Paint,
    when: changed((paint: Paint) => [paint.spec, paint.metadata.labels]),
    reads: [Secret],
    async reconcile({ metadata: { namespace = '', labels }, spec }, ctx) {
      visits += 1;
      const secret = spec.from ? ctx.get(Secret, { name: spec.from, namespace }) : undefined;
      const known = secret?.data?.['color'] !== undefined;
      ctx.condition('Ready', known, known ? 'Painted' : 'Waiting', `label ${labels?.['a']}`);
      return done();
    },
  });
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  const wall = { name: 'wall', namespace };
  await env.client.create(Paint, { metadata: wall, spec: { color: 'any', from: 'pot' } });
  await env.eventually(Paint, wall, ready('False'));

  await env.client.create(Secret, { metadata: { name: 'pot', namespace }, data: { color: 'Ymx1ZQ==' } });
  await env.eventually(Paint, wall, ready('True'));
  await env.client.patch(Paint, wall, { type: 'merge', body: { spec: { from: null } } });
  await env.eventually(Paint, wall, ready('False'));
  // The condition is seen before the visit has ended, which only then no longer counts as a reader.
  await expect.poll(() => env.events.filter(({ type }) => type === 'reconciled').length - visits).toBe(0);
  const before = visits;
  await env.client.delete(Secret, { name: 'pot', namespace });
  await env.client.patch(Paint, wall, { type: 'merge', body: { metadata: { labels: { a: 'b' } } } });
  await env.eventually(Paint, wall, ({ status }) => status?.conditions?.[0]?.message === 'label b');

  expect(visits).toBe(before + 1);
});

test('a mapped watch wakes by index, with only the metadata in memory', async () => {
  const paint = controller({
    name: 'paint',
    for: Paint,
    when: changed((paint: Paint) => paint.spec),
    watches: [
      watch(ConfigMap, {
        for: Paint,
        metadataOnly: true,
        map: ({ metadata }, cache) => cache.byIndex('from', `${metadata.namespace}/${metadata.name}`),
      }),
    ],
    async reconcile(_, ctx) {
      coats += 1;
      ctx.status({ coats });
      return done();
    },
  });
  let coats = 0;
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  const wall = { name: 'wall', namespace };
  await env.client.create(Paint, { metadata: wall, spec: { color: 'any', from: 'pot' } });
  await env.eventually(Paint, wall, ({ status }) => status?.coats === 1);

  await env.client.create(ConfigMap, { metadata: { name: 'other', namespace } });
  await env.client.create(ConfigMap, { metadata: { name: 'pot', namespace } });
  const wall2 = await env.eventually(Paint, wall, ({ status }) => (status?.coats ?? 0) > 1);

  expect(wall2.status?.coats).toBe(2);
});

test('a mapping function that throws does not end the watch', async () => {
  const paint = controller({
    name: 'paint',
    for: Paint,
    when: changed((paint: Paint) => paint.spec),
    watches: [
      watch(ConfigMap, {
        for: Paint,
        map: ({ metadata, data }, cache) => {
          if (data?.['spoiled'] !== undefined) throw new Error('spoiled');
          return cache.byIndex('from', `${metadata.namespace}/${metadata.name}`);
        },
      }),
    ],
    async reconcile(_, ctx) {
      visits += 1;
      ctx.status({ coats: visits });
      return done();
    },
  });
  let visits = 0;
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  const wall = { name: 'wall', namespace };
  await env.client.create(Paint, { metadata: wall, spec: { color: 'any', from: 'pot' } });
  await env.eventually(Paint, wall, ({ status }) => status?.coats === 1);

  await env.client.create(ConfigMap, { metadata: { name: 'bad', namespace }, data: { spoiled: 'yes' } });
  await env.client.create(ConfigMap, { metadata: { name: 'pot', namespace } });
  const woken = await env.eventually(Paint, wall, ({ status }) => (status?.coats ?? 0) > 1);

  expect(woken.status?.coats).toBe(2);
});

test('events are recorded on the object, and repeats are counted', async () => {
  const paint = controller({
    name: 'paint',
    for: Paint,
    async reconcile(_, ctx) {
      ctx.event('Normal', 'Painted', 'one more coat');
      return done();
    },
  });
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  const { metadata } = await painted(env, namespace, 'blue');
  const find = async () => {
    const found = [];
    for await (const event of env.client.list(Event, { namespace, fields: `involvedObject.uid=${metadata.uid}` }))
      found.push(event);
    return found;
  };
  for (let coat = 1; coat <= 2; coat++) {
    await env.client.patch(Paint, { name: 'wall', namespace }, { type: 'merge', body: { spec: { color: `blue ${coat}` } } });
    await expect.poll(async () => (await find())[0]?.count).toBeGreaterThanOrEqual(coat);
  }

  expect(await find()).toMatchObject([{ type: 'Normal', reason: 'Painted', message: 'one more coat' }]);
});

test('requeue looks again after a while', async () => {
  let visits = 0;
  const paint = controller({
    name: 'paint',
    for: Paint,
    when: changed((paint: Paint) => paint.spec),
    async reconcile(_, ctx) {
      visits += 1;
      ctx.condition('Ready', visits === 2, visits === 2 ? 'Painted' : 'Waiting', '');
      return visits === 2 ? done() : requeue({ after: '50ms', reason: 'wet' });
    },
  });
  await using env = await testEnv({ resources: [Paint], controllers: [paint] });
  const namespace = await env.namespace();
  await painted(env, namespace, 'blue');

  await env.eventually(Paint, { name: 'wall', namespace }, ready('True'));

  expect(visits).toBe(2);
});

test('a missing rule fails the reconcile, because controllers run with the rights they declare', async () => {
  const paint: Controller = controller({
    name: 'paint',
    for: Paint,
    writes: [ConfigMap],
    async reconcile({ metadata: { namespace = '' } }, ctx) {
      await ctx.apply(ConfigMap, { metadata: { name: 'made', namespace } });
      return done();
    },
  });
  const withoutWrites = { ...paint, rules: () => paint.rules().filter((rule) => !rule.resources?.includes('configmaps')) };
  await using env = await testEnv({ resources: [Paint], controllers: [withoutWrites] });
  const namespace = await env.namespace();
  await painted(env, namespace, 'blue');

  const failures = () =>
    env.events.flatMap((event) => (event.type === 'reconciled' && !event.result.ok ? [event.result.error] : []));
  await expect.poll(failures).not.toEqual([]);

  expect(failures()[0]).toMatchObject({ reason: 'Forbidden' });
});

test('of two replicas one leads, and the other takes over when it stops', async () => {
  await using env = await testEnv({ resources: [Paint] });
  const namespace = await env.namespace();
  const paint = controller({ name: 'paint', for: Paint, reconcile: async () => done() });
  const replica = (identity: string) => {
    const stopping = new AbortController();
    const leading = Promise.withResolvers<void>();
    const observe = (event: ManagerEvent) => {
      if (event.type === 'leading') leading.resolve();
    };
    const leaderElection = { name: 'paint', namespace, identity, retryPeriod: '100ms' } as const;
    const ended = run({ client: env.client, controllers: [paint], signal: stopping.signal, leaderElection, observe });
    return { stopping, leading: leading.promise, ended };
  };
  const first = replica('first');
  await first.leading;
  const second = replica('second');

  const held = await env.client.get(Lease, { name: 'paint', namespace });
  first.stopping.abort();
  await first.ended;
  await second.leading;
  const taken = await env.client.get(Lease, { name: 'paint', namespace });
  second.stopping.abort();
  await second.ended;

  expect([held.spec?.holderIdentity, taken.spec?.holderIdentity]).toEqual(['first', 'second']);
  expect(taken.spec?.leaseTransitions).toBe(1);
});

test('health, readiness and metrics are served', async () => {
  await using env = await testEnv({ resources: [Paint] });
  const paint = controller({ name: 'paint', for: Paint, reconcile: async () => done() });
  const stopping = new AbortController();
  const listening = Promise.withResolvers<string>();
  const ready_ = Promise.withResolvers<void>();
  const observe = (event: ManagerEvent) => {
    if (event.type === 'listening') listening.resolve(event.address);
    if (event.type === 'ready') ready_.resolve();
  };
  const ended = run({ client: env.client, controllers: [paint], signal: stopping.signal, health: { port: 0 }, observe });
  const address = await listening.promise;
  await ready_.promise;

  const [health, ready, metrics] = await Promise.all(
    ['/healthz', '/readyz?verbose', '/metrics'].map(async (path) => (await fetch(address + path)).text()),
  );
  stopping.abort();
  await ended;

  expect(health).toBe('ok');
  expect(ready).toBe('[+]caches ok\nreadyz check passed\n');
  expect(metrics).toContain('controller_runtime_active_workers');
  await expect(fetch(`${address}/healthz`)).rejects.toThrow();
});
