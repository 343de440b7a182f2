import { ConfigMap, Role, RoleBinding, ServiceAccount } from '@capstan/schema';
import { afterEach, expect, test, vi } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import type { RecordedRequest } from '../test-support/recording-proxy.ts';
import {
  account,
  app,
  atOnce,
  everything,
  grant,
  grantOf,
  hasReason,
  isReady,
  makeSync,
  merge,
  messageOf,
  openNamespace,
  openNamespaces,
  readySync,
  revoke,
  selectorOf,
  tenantNamespace,
  tier,
  userOf,
} from '../test-support/tenants.ts';
import { type WeaverEnv, weaverEnv } from '../test-support/weaver-env.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** In how long a sync was to be looked at again, after each visit so far. */
const plansOf = (weaver: WeaverEnv) =>
  weaver
    .events()
    .flatMap((event) => (event.type === 'reconciled' && event.result.ok ? event.result.outcome : []))
    .map((outcome) => outcome.outcome === 'requeue' && outcome.after);

test.for([
  { verbs: ['get', 'patch', 'delete'], lacking: 'create' },
  { verbs: ['get', 'create', 'delete'], lacking: 'patch' },
] as const)('8: a missing right to $lacking is named exactly, with account and namespace', async ({ verbs, lacking }) => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from, { verbs });
  await makeSync(client, from, { syncToNamespaces: [to] });
  if (lacking === 'patch') {
    await env.eventually(ConfigMapSync, app(from), isReady);
    await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  }

  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Authorized', 'TargetsForbidden'));

  expect(messageOf(sync, 'Authorized')).toBe(`ServiceAccount ${from}/weaver cannot ${lacking} configmaps in namespace ${to}`);
});

test('8: rights are asked for with the token of the tenant before the first write', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await env.namespace();
  await makeSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsRefused'));

  const reviews = weaver.requests().filter(({ path }) => path.includes('selfsubjectaccessreviews'));

  expect([...new Set(reviews.map(({ user }) => user))]).toEqual([userOf(from)]);
  expect(weaver.writersIn(to)).toEqual([]);
});

test('8: a right that is granted by a RoleBinding counts at once', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await env.namespace();
  await makeSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsRefused'));
  // The finalizer that the first visit adds makes a second one, which must not be the one that sees the grant.
  const visits = () => weaver.events().filter(({ type }) => type === 'reconciled').length;
  await expect.poll(visits).toBeGreaterThanOrEqual(2);

  await grant(client, { namespace: to, tenant: from });

  await env.eventually(ConfigMap, app(to), () => true, atOnce);
});

test.for([
  { what: 'a named target', spec: (closed: string) => ({ syncToNamespaces: [closed] }) },
  { what: 'a selected namespace', spec: (_closed: string, from: string) => ({ namespaceSelector: selectorOf(from) }) },
  {
    what: 'a source',
    spec: (closed: string, _from: string, open: string) => ({
      source: { name: 'app', namespace: closed },
      syncToNamespaces: [open],
    }),
  },
])(
  '8: $what that a new binding does not open yet, as on a server that heeds it later, is asked about again soon',
  async ({ what, spec }) => {
    await using weaver = await weaverEnv();
    const { env, client } = weaver;
    const from = await tenantNamespace(env);
    const [closed, open] = [await env.namespace({ labels: tier(from) }), await openNamespace(env, from)];
    if (what === 'a source') await client.create(ConfigMap, { metadata: app(closed), data: { color: 'red' } });
    await weaver.stop();
    await weaver.start(); // so that those bindings are not new
    await makeSync(client, from, spec(closed, from, open));
    await expect.poll(() => plansOf(weaver)).not.toEqual([]);
    const withoutBinding = plansOf(weaver);

    const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: grantOf(from) };
    const subjects = [{ kind: 'ServiceAccount', name: account, namespace: from }];
    await client.create(RoleBinding, { metadata: { name: role.name, namespace: closed }, roleRef: role, subjects });
    await expect.poll(() => plansOf(weaver)).toContainEqual(expect.stringMatching(/^\d{3,4}ms$/));
    const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: everything }];
    await client.create(Role, { metadata: { name: role.name, namespace: closed }, rules }); // which nothing tells the operator of

    await env.eventually(ConfigMap, app(what === 'a source' ? open : closed), () => true);
    expect(new Set(withoutBinding)).toEqual(new Set(['25000ms']));
  },
);

test('8: a right that is withdrawn stops writes at the next attempt', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  await revoke(client, to, from);

  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  await env.eventually(ConfigMapSync, app(from), hasReason('Authorized', 'TargetsForbidden'));

  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'blue' });
});

test('8: who has no rights in a namespace learns nothing of what is there', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await env.namespace();
  await client.create(ConfigMap, { metadata: app(to), data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [to] });

  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsRefused'));

  expect(sync.status?.targets?.[0]?.message).toBe(`ServiceAccount ${from}/weaver cannot create configmaps in namespace ${to}`);
});

test('8: many syncs of a ServiceAccount that are refused in one namespace do not ask for each of them', async () => {
  vi.useFakeTimers({ toFake: ['Date'] }); // a refusal is remembered for seconds, which do not pass for an operator that starts now
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const closed = await env.namespace();
  const refs = Array.from({ length: 40 }, (_, index) => ({ name: `app-${index}`, namespace: from }));
  for (const metadata of refs) {
    const spec = { source: { name: 'app' }, targetName: metadata.name, syncToNamespaces: [closed] };
    await client.create(ConfigMapSync, { metadata, spec: { ...spec, serviceAccount: { name: account } } });
  }

  const isRefused = hasReason('Ready', 'TargetsRefused');
  await Promise.all(refs.map((ref) => env.eventually(ConfigMapSync, ref, isRefused, { timeout: '45s' })));

  expect(weaver.requests().filter(({ path }) => path.includes('selfsubjectaccessreviews')).length).toBeLessThan(refs.length / 2);
});

test('9: a ServiceAccount that is deleted and made anew does not inherit the token', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from } = await readySync(env);
  const before = weaver.requests().length;
  const tokens = (requests: readonly RecordedRequest[]) =>
    new Set(requests.filter(({ user }) => user.endsWith(`:${from}:${account}`)).map(({ credential }) => credential));

  await client.delete(ServiceAccount, { name: account, namespace: from });
  await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'ServiceAccountNotFound'));
  const requestsAtCreation = weaver.requests().length;
  await client.create(ServiceAccount, { metadata: { name: account, namespace: from } });
  await env.eventually(ConfigMapSync, app(from), isReady);

  const [old] = tokens(weaver.requests().slice(0, before));
  const later = tokens(weaver.requests().slice(requestsAtCreation));
  expect(later.size).toBe(1);
  expect(later).not.toContain(old);
});

test('9: one token serves many syncs of a ServiceAccount, for ten minutes and no audience but the server', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [first = '', second = ''] = await openNamespaces(env, from, 2);
  for (const [name, namespace] of [
    ['one', first],
    ['two', second],
  ] as const) {
    const spec = { source: { name: 'app' }, syncToNamespaces: [namespace], serviceAccount: { name: account } };
    await client.create(ConfigMapSync, { metadata: { name, namespace: from }, spec });
    await env.eventually(ConfigMapSync, { name, namespace: from }, isReady);
  }

  const asked = weaver.requests().filter(({ path }) => path.includes(`/${account}/token`));

  expect(asked.map(({ user, body }) => [user, JSON.parse(body).spec])).toEqual([[weaver.operator, { expirationSeconds: 600 }]]);
});

test('8: a Role that is widened without any binding is seen within the bound of 30 seconds', { timeout: 120_000 }, async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from, { verbs: ['get'] });
  await weaver.stop(); // to who starts now no binding is new
  await weaver.start();
  await makeSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'TargetsRefused'));
  await expect.poll(() => plansOf(weaver)).not.toEqual([]); // which end after their status is written
  const plans = plansOf(weaver);

  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: everything }];
  await client.patch(Role, { name: grantOf(from), namespace: to }, merge({ rules }));

  await env.eventually(ConfigMap, app(to), () => true, { timeout: '90s' });
  expect(new Set(plans)).toEqual(new Set(['25000ms']));
});
