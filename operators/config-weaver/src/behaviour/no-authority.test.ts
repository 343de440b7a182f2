import { type Controller, controller } from '@capstan/runtime';
import { ConfigMap, Namespace } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync, configMapSyncController, SecretSync, secretSyncController } from '../index.ts';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import {
  account,
  app,
  deleteSync,
  grant,
  hasReason,
  hasTrouble,
  isReady,
  makeSync,
  merge,
  namespaceGone,
  openNamespace,
  openNamespaces,
  readySync,
  tenantNamespace,
  userOf,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('14: the operator has no right on Secrets, and none to write ConfigMaps', () => {
  const rules = [configMapSyncController(), secretSyncController()].flatMap((each) => each.rules());
  const verbsOn = (resource: string) =>
    rules.filter((rule) => rule.apiGroups?.includes('') && rule.resources?.includes(resource)).flatMap(({ verbs }) => verbs);

  expect(verbsOn('secrets')).toEqual([]);
  expect(verbsOn('configmaps').toSorted()).toEqual(['list', 'watch']);
  expect(rules.some((rule) => [...(rule.resources ?? []), ...rule.verbs, ...(rule.apiGroups ?? [])].includes('*'))).toBe(false);
});

test('13: every write is made by the ServiceAccount of the tenant', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets } = await readySync(env, { targets: 3 });
  await client.patch(ConfigMap, app(targets[0] ?? ''), merge({ data: { color: 'red' } }));
  await env.eventually(ConfigMap, app(targets[0] ?? ''), ({ data }) => data?.['color'] === 'blue');
  await deleteSync(env, from);

  for (const namespace of targets) expect(weaver.writersIn(namespace)).toEqual([userOf(from)]);
});

/** An operator that makes one write with its own client, and has been given the right to. */
function withEscape(): Controller {
  const { definition } = configMapSyncController();
  return controller({
    ...definition,
    for: ConfigMapSync,
    writes: [ConfigMap],
    watches: [],
    when: undefined as never,
    async reconcile(sync, ctx) {
      const [namespace = ''] = sync.spec.syncToNamespaces ?? [];
      await ctx.apply(ConfigMap, { metadata: { name: 'escaped', namespace }, data: { by: 'the operator' } }, { force: true });
      return definition.reconcile(sync, ctx as never);
    },
    finalizer: { name: 'weaver.capstan.dev/copies', run: (sync, ctx) => definition.finalizer?.run(sync, ctx as never) as never },
  });
}

test('13: a write that is planted to go through the own client of the operator fails a test', async () => {
  const weaver = await weaverEnv({ controllers: () => [withEscape()] });
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  await makeSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(ConfigMap, { name: 'escaped', namespace: to }, () => true);

  const ended = weaver[Symbol.asyncDispose]();

  await expect(ended).rejects.toThrow(
    new RegExp(`the operator used its own rights: PATCH /api/v1/namespaces/${to}/configmaps/escaped`),
  );
});

test('13: an object that is relabelled to look like a copy of ours is neither written nor deleted', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [kept = '', victim = ''] = await openNamespaces(env, from, 2);
  const sync = await makeSync(client, from, { syncToNamespaces: [kept] });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const { metadata } = await client.get(ConfigMap, app(kept));
  const forged = { labels: metadata.labels ?? {}, annotations: metadata.annotations ?? {} };
  for (const name of ['app', 'important'])
    await client.create(ConfigMap, { metadata: { name, namespace: victim, ...forged }, data: { theirs: 'yes' } });
  await untilCaughtUp(weaver);

  await client.patch(ConfigMapSync, app(from), merge({ spec: { syncToNamespaces: [kept, victim] } }));
  const refused = await env.eventually(ConfigMapSync, app(from), hasTrouble('TargetExists'));
  await deleteSync(env, from);

  expect(refused.metadata.uid).toBe(sync.metadata.uid);
  for (const name of ['app', 'important'])
    expect((await client.get(ConfigMap, { name, namespace: victim })).data).toEqual({ theirs: 'yes' });
  expect(weaver.writersIn(victim)).toEqual([]);
});

test('13: not even one that is forged under our field manager is deleted, unless it has a name the sync had', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [kept = '', victim = ''] = await openNamespaces(env, from, 2);
  await makeSync(client, from, { syncToNamespaces: [kept] });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const { metadata } = await client.get(ConfigMap, app(kept));
  const { labels = {}, annotations = {} } = metadata;
  const forged = { metadata: { name: 'important', namespace: victim, labels, annotations }, data: { theirs: 'yes' } };
  await client.create(ConfigMap, forged, { fieldManager: 'config-weaver' });
  await untilCaughtUp(weaver);

  await deleteSync(env, from);

  expect((await client.get(ConfigMap, { name: 'important', namespace: victim })).data).toEqual({ theirs: 'yes' });
  expect(weaver.writersIn(victim)).toEqual([]);
});

test('13: a source in a namespace that did not let the tenant in is not read, by either kind', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const victim = await tenantNamespace(env, { private: 'yes' });
  const to = await openNamespace(env, from);
  const spec = {
    sources: [{ name: 'app' }, { name: 'app', namespace: victim }],
    targetName: 'stolen',
    syncToNamespaces: [to],
    serviceAccount: { name: account },
  };
  await client.create(ConfigMapSync, { metadata: app(from), spec });
  await client.create(SecretSync, { metadata: app(from), spec });

  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'SourceForbidden'));
  await env.eventually(SecretSync, app(from), ({ status }) => status?.conditions?.some(({ type }) => type === 'Ready') ?? false);

  expect(sync.status?.conditions?.find(({ type }) => type === 'Ready')?.message).toBe(
    `ServiceAccount ${from}/weaver cannot get configmaps in namespace ${victim}`,
  );
  expect(weaver.writersIn(to)).toEqual([]);
});

test('13: a target namespace that another tenant makes anew is not written to', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  await client.delete(Namespace, { name: to });
  await namespaceGone(env, to);
  const told = await env.eventually(ConfigMapSync, app(from), hasReason('Authorized', 'TargetsForbidden'));
  const before = weaver.requests().length;

  await client.create(Namespace, { metadata: { name: to } });
  const theirs = await client.create(ConfigMap, { metadata: app(to), data: { theirs: 'yes' } });
  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.sourceRevision !== told.status?.sourceRevision);

  const writes = weaver
    .requests()
    .slice(before)
    .filter(({ method, path }) => method !== 'GET' && path.includes(`/namespaces/${to}/`));
  expect(writes).toEqual([]);
  expect(await client.get(ConfigMap, app(to))).toEqual(theirs);
});

test('13: labels, annotations, owners and finalizers of a source do not come along', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  const { metadata: owner } = await client.get(Namespace, { name: from });
  const planted = {
    labels: { 'weaver.capstan.dev/owner-uid': 'somebody', 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: { 'weaver.capstan.dev/adopted': 'true', 'replicator.example.com/to': 'everywhere' },
    finalizers: ['example.com/hold'],
    ownerReferences: [{ apiVersion: 'v1', kind: 'Namespace', name: from, uid: owner.uid }],
  };
  await client.patch(ConfigMap, app(from), merge({ metadata: planted }));
  const sync = await makeSync(client, from, { syncToNamespaces: [to] });

  await env.eventually(ConfigMapSync, app(from), isReady);
  const { metadata } = await client.get(ConfigMap, app(to));
  await client.patch(ConfigMap, app(from), merge({ metadata: { finalizers: null } }));

  expect(metadata.labels).toEqual({
    'app.kubernetes.io/managed-by': 'config-weaver',
    'weaver.capstan.dev/owner-uid': sync.metadata.uid,
  });
  expect(Object.keys(metadata.annotations ?? {}).every((key) => key.startsWith('weaver.capstan.dev/'))).toBe(true);
  expect([metadata.annotations?.['weaver.capstan.dev/adopted'], metadata.finalizers, metadata.ownerReferences]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('13: who takes our finalizer away keeps the copies, and nothing else happens', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to } = await readySync(env);
  await weaver.stop();
  await client.patch(ConfigMapSync, app(from), merge({ metadata: { finalizers: null } }));
  await client.delete(ConfigMapSync, app(from));

  await weaver.start();
  const next = await openNamespaces(env, from, 1);
  await client.create(ConfigMapSync, {
    metadata: { name: 'next', namespace: from },
    spec: { source: { name: 'app' }, syncToNamespaces: [to, ...next], serviceAccount: { name: account } },
  });
  const sync = await env.eventually(ConfigMapSync, { name: 'next', namespace: from }, hasTrouble('TargetExists'));

  expect(sync.status?.targets?.[0]?.message).toContain(`exists and belongs to ConfigMapSync ${from}/app`);
});

test('13: a sync in a target namespace gives its owner nothing of another tenant', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const victim = await tenantNamespace(env, { private: 'yes' });
  const thief = await tenantNamespace(env);
  await grant(client, { namespace: thief, tenant: victim });
  // The victim lets itself write to the thief's namespace; the thief names the victim's ServiceAccount, as far as it can.
  await client.create(ConfigMapSync, {
    metadata: { name: 'theft', namespace: thief },
    spec: {
      source: { name: 'app', namespace: victim },
      syncToNamespaces: [await env.namespace()],
      serviceAccount: { name: account },
    },
  });

  const sync = await env.eventually(ConfigMapSync, { name: 'theft', namespace: thief }, hasReason('Ready', 'SourceForbidden'));

  expect(sync.status?.conditions?.find(({ type }) => type === 'Ready')?.message).toContain(`ServiceAccount ${thief}/weaver`);
  expect(weaver.requests().some((request) => request.user === userOf(victim))).toBe(false);
});
