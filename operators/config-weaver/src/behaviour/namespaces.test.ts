import { ConfigMap, Namespace } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import { platformTenant } from '../test-support/many-namespaces.ts';
import {
  app,
  atOnce,
  grant,
  isReady,
  makeSync,
  merge,
  messageOf,
  namespaceGone,
  openNamespaces,
  selectorOf,
  tenantNamespace,
  tier,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('11: a new namespace with the label gets its copy at once', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await platformTenant(env);
  await makeSync(client, from, { namespaceSelector: selectorOf(from) });
  await env.eventually(ConfigMapSync, app(from), isReady);

  const to = await env.namespace({ labels: tier(from) });
  const copy = await env.eventually(ConfigMap, app(to), () => true, atOnce);

  expect(copy.data).toEqual({ color: 'blue' });
});

test('11: a namespace that gets the label gets its copy, and one that loses it loses its copy', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await platformTenant(env);
  const to = await env.namespace();
  await makeSync(client, from, {
    namespaceSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values: [`of-${from}`] }] },
  });
  await env.eventually(ConfigMapSync, app(from), isReady);

  await client.patch(Namespace, { name: to }, merge({ metadata: { labels: tier(from) } }));
  await env.eventually(ConfigMap, app(to), () => true);
  await client.patch(Namespace, { name: to }, merge({ metadata: { labels: { tier: null } } }));
  await env.eventuallyGone(ConfigMap, app(to));

  const sync = await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.counts?.targets === 0);
  expect(sync.status?.progress).toBe('0/0');
});

test('11: named and selected namespaces add up, each once', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await platformTenant(env);
  const [both, named] = [await env.namespace({ labels: tier(from) }), await env.namespace()];
  await makeSync(client, from, { syncToNamespaces: [both, named], namespaceSelector: selectorOf(from) });

  const sync = await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.progress === '2/2');

  expect(sync.status?.targets?.map(({ namespace }) => namespace)).toEqual([both, named].sort());
});

test('11: a namespace that is being deleted is never written to', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await platformTenant(env);
  const to = await env.namespace();
  // Something in it that holds its deletion up.
  await client.create(ConfigMap, { metadata: { name: 'held', namespace: to, finalizers: ['example.com/hold'] } });
  await client.delete(Namespace, { name: to });
  await untilCaughtUp(weaver);
  await makeSync(client, from, { syncToNamespaces: [to] });

  const sync = await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.counts?.refused === 1);
  await client.patch(ConfigMap, { name: 'held', namespace: to }, merge({ metadata: { finalizers: null } }));
  await namespaceGone(env, to);

  expect(sync.status?.targets?.[0]).toMatchObject({
    reason: 'NamespaceTerminating',
    message: `namespace ${to} is being deleted`,
  });
  expect(weaver.writersIn(to)).toEqual([]);
});

test.for([0, 1])(
  '11: a selector that matches namespaces that let nobody in says the same as one that does not, beside %i others',
  async (count) => {
    await using weaver = await weaverEnv();
    const { env, client } = weaver;
    const [curious, other] = [await tenantNamespace(env), await tenantNamespace(env)];
    const secret = await env.namespace({ labels: tier(curious) });
    await env.namespace({ labels: tier(curious) });
    const open: string[] = [];
    for (const from of [curious, other]) {
      open.push(...(await openNamespaces(env, from, count, { labels: tier(from) })));
    }
    await untilCaughtUp(weaver);
    for (const from of [curious, other]) await makeSync(client, from, { namespaceSelector: selectorOf(from) });

    const [matching, empty] = await Promise.all(
      [curious, other].map((from) => env.eventually(ConfigMapSync, app(from), isReady)),
    );

    const told = (sync?: ConfigMapSync) =>
      JSON.stringify(sync?.status)
        .replaceAll(sync?.metadata.namespace ?? '', 'tenant')
        .replaceAll(new RegExp(open.join('|') || 'none', 'g'), 'target')
        .replaceAll(/"\d{4}-[^"]+Z"/g, '"now"');
    expect(told(matching)).toBe(told(empty));
    expect(matching?.status).toMatchObject({ progress: `${count}/${count}`, counts: { targets: count, refused: 0 } });
    const saidByOperator = weaver.requests().filter(({ user, method }) => user === weaver.operator && method !== 'GET');
    expect(JSON.stringify(saidByOperator)).not.toContain(secret);
  },
);

test('11: which of the selected namespaces count is told about rights, and beside Ready where none does', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  await makeSync(client, from, { namespaceSelector: selectorOf(from) });
  const note = `a selected namespace counts if it lets ServiceAccount ${from}/weaver in`;

  const without = await env.eventually(ConfigMapSync, app(from), isReady);
  await grant(client, { namespace: await env.namespace({ labels: tier(from) }), tenant: from });
  const one = await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.progress === '1/1');

  for (const sync of [without, one]) expect(messageOf(sync, 'Authorized')).toBe(`weaver may do all that is asked of it; ${note}`);
  for (const type of ['Ready', 'TargetsSynced']) {
    expect(messageOf(without, type)).toBe(`0 of 0 copies are up to date; ${note}`);
    expect(messageOf(one, type)).toBe('1 of 1 copies are up to date');
  }
});

test('11: a matching namespace that comes and lets nobody in leaves no trace on a sync, not even a write', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  await makeSync(client, from, { namespaceSelector: selectorOf(from) });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const visits = () => weaver.events().filter(({ type }) => type === 'reconciled').length;
  await expect.poll(visits).toBeGreaterThanOrEqual(2); // the second because of the finalizer
  const before = await client.get(ConfigMapSync, app(from));

  const secret = await env.namespace({ labels: tier(from) });
  const questions = () => weaver.requests().filter(({ path, body }) => path.includes('subjectaccess') && body.includes(secret));
  await expect.poll(() => questions().length).toBeGreaterThan(0);
  const asked = visits();
  await client.patch(ConfigMap, app(from), merge({ metadata: { labels: { look: 'again' } } })); // the next visit comes after that one
  await expect.poll(visits).toBeGreaterThan(asked);

  expect(await client.get(ConfigMapSync, app(from))).toEqual(before);
});

test('11: a sync is looked at as often whether its selector matches a namespace that lets nobody in or none', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const tenants = [await tenantNamespace(env), await tenantNamespace(env)];
  await env.namespace({ labels: tier(tenants[0] ?? '') });
  await weaver.stop(); // who starts now knows the namespaces, and no binding is new to it
  await weaver.start();
  for (const from of tenants) await makeSync(client, from, { namespaceSelector: selectorOf(from) });
  for (const from of tenants) await env.eventually(ConfigMapSync, app(from), isReady);

  const nextLooks = tenants.map(
    (from) => () =>
      weaver
        .events()
        .flatMap((event) =>
          event.type === 'reconciled' && event.ref.namespace === from && event.result.ok ? event.result.outcome : [],
        )
        .map((outcome) => outcome.outcome === 'requeue' && outcome.after),
  );
  for (const looks of nextLooks) await expect.poll(looks).not.toEqual([]); // which end after their status is written

  for (const looks of nextLooks) expect(new Set(looks())).toEqual(new Set(['25000ms']));
});

test('11: a selector that matches the namespace of the source does not make it a target', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await platformTenant(env);
  await client.patch(Namespace, { name: from }, merge({ metadata: { labels: tier(from) } }));
  const to = await env.namespace({ labels: tier(from) }); // it is seen after the other
  await makeSync(client, from, { namespaceSelector: selectorOf(from) });

  const sync = await env.eventually(ConfigMapSync, app(from), (it) => isReady(it) && it.status?.progress !== '0/0');

  expect(sync.status?.targets?.map(({ namespace }) => namespace)).toEqual([to]);
});
