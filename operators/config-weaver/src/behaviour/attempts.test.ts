import { ConfigMap, Secret } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, SecretSync } from '../index.ts';
import {
  account,
  app,
  deleteSync,
  hasReason,
  isReady,
  makeSync,
  merge,
  openNamespace,
  readySync,
  tenantNamespace,
  userOf,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

const valid = { source: { name: 'app' }, syncToNamespaces: ['b'] };

const elsewhere = [
  ['a path as name of the source', { ...valid, source: { name: '../../kube-system/secrets/x' } }],
  ['a path as namespace of the source', { ...valid, source: { name: 'app', namespace: '../kube-system' } }],
  ['a query as namespace of a source', { ...valid, source: undefined, sources: [{ name: 'app', namespace: 'a?b' }] }],
  ['a path as name of the copies', { ...valid, targetName: 'a/../../secrets/b' }],
  ['an encoded path as name of the copies', { ...valid, targetName: 'a%2F..%2Fb' }],
  ['a path as target', { ...valid, syncToNamespaces: ['b/../kube-system'] }],
  ['all namespaces as target', { ...valid, syncToNamespaces: ['*'] }],
  ['an empty target', { ...valid, syncToNamespaces: [''] }],
  ['a ServiceAccount of another namespace', { ...valid, serviceAccount: { name: 'kube-system:admin' } }],
  ['a path as key', { ...valid, keys: { include: ['../x'] } }],
  ['a label that marks an owner', { ...valid, metadata: { labels: { 'weaver.capstan.dev/owner-uid': 'x' } } }],
  ['the label of what manages', { ...valid, metadata: { labels: { 'app.kubernetes.io/managed-by': 'x' } } }],
  [
    'an annotation that marks what was adopted',
    { ...valid, metadata: { annotations: { 'weaver.capstan.dev/adopted': 'true' } } },
  ],
  ['an annotation of a merge', { ...valid, metadata: { annotations: { 'merge.weaver.capstan.dev/x': 'y' } } }],
  ['marks that are copied from the source', { ...valid, metadata: { copyAnnotations: ['weaver.capstan.dev/adopted'] } }],
  ['more targets than there may be', { ...valid, syncToNamespaces: Array.from({ length: 10_001 }, (_, index) => `n-${index}`) }],
  ['more sources than there may be', { ...valid, source: undefined, targetName: 'x', sources: many(1_000, 'source') }],
] as const;

function many(count: number, name: string): readonly { readonly name: string }[] {
  return Array.from({ length: count }, (_, index) => ({ name: `${name}-${index}` }));
}

test('13: names, namespaces, labels, annotations and huge specs that reach elsewhere are refused before the operator sees them', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const namespace = await tenantNamespace(env);
  for (const resource of [ConfigMapSync, SecretSync])
    for (const [what, spec] of elsewhere) {
      const made = client.create(resource, { metadata: app(namespace), spec: spec as never }); // what no type allows
      await expect(made, what).rejects.toMatchObject({ reason: 'Invalid' });
    }

  const asTenant = weaver.requests().filter((request) => request.user === userOf(namespace));

  expect(asTenant).toEqual([]);
});

test('13: a spec as large as it may be costs its tenant, and nobody else, and is refused target by target', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const [from, quick] = [await tenantNamespace(env), await tenantNamespace(env)];
  const to = await openNamespace(env, quick);
  const targets = Array.from({ length: 2_000 }, (_, index) => `nobodys-${index}`);
  await makeSync(client, from, { syncToNamespaces: targets });

  await makeSync(client, quick, { syncToNamespaces: [to] });
  await env.eventually(ConfigMapSync, app(quick), isReady);
  const sync = await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.counts?.refused === 2_000, {
    timeout: '50s',
  });

  expect(sync.status?.targets).toHaveLength(50);
  expect(weaver.requests().filter(({ method, path }) => method !== 'GET' && path.includes('/namespaces/nobodys-'))).toEqual([]);
});

/** Gives an object of somebody the marks of a copy, as its owner can. */
async function disguise(env: TestEnv, copy: ConfigMap, namespace: string): Promise<ConfigMap> {
  const { labels = {}, annotations = {} } = copy.metadata;
  return env.client.patch(ConfigMap, app(namespace), merge({ metadata: { labels, annotations } }));
}

test('13: a copy of another tenant that is relabelled to look ours is not written, nor removed, by us', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const [owner, thief] = [await tenantNamespace(env), await tenantNamespace(env)];
  const to = await openNamespace(env, owner);
  const own = await openNamespace(env, thief);
  await makeSync(client, owner, { syncToNamespaces: [to] });
  await makeSync(client, thief, { syncToNamespaces: [own] });
  for (const tenant of [owner, thief]) await env.eventually(ConfigMapSync, app(tenant), isReady);

  await disguise(env, await client.get(ConfigMap, app(own)), to);
  // Whoever wrote all marks of an owner anew has taken the copy away from it: that is told, and left alone.
  await env.eventually(ConfigMapSync, app(owner), hasReason('Ready', 'TargetsRefused'));
  await deleteSync(env, thief);

  expect((await client.get(ConfigMap, app(to))).data).toEqual({ color: 'blue' });
  expect(weaver.writersIn(to)).toEqual([userOf(owner)]);
});

test('13: owners and finalizers that somebody puts on a copy hold nothing up, and take nothing along', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await openNamespace(env, from);
  const victim = await client.create(ConfigMap, { metadata: { name: 'victim', namespace: to }, data: { theirs: 'yes' } });
  await makeSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const { uid } = await client.get(ConfigMap, app(to)).then(({ metadata }) => metadata);
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'victim', uid: victim.metadata.uid }];
  const held = { finalizers: ['example.com/hold'], ownerReferences };
  await client.patch(ConfigMap, app(to), merge({ metadata: held }));

  await deleteSync(env, from);

  const copy = await client.get(ConfigMap, app(to));
  expect([copy.metadata.uid, copy.metadata.deletionTimestamp !== undefined]).toEqual([uid, true]);
  expect(await client.get(ConfigMap, { name: 'victim', namespace: to })).toEqual(victim);
  expect(weaver.writersIn(to)).toEqual([userOf(from)]);
  await client.patch(ConfigMap, app(to), merge({ metadata: { finalizers: null } }));
});

test('13: finalizers that a tenant puts on its own sync keep no copy alive', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, to, sync } = await readySync(env);
  const { metadata } = sync;
  const finalizers = [...(metadata.finalizers ?? []), 'example.com/forever'];
  await client.patch(ConfigMapSync, app(from), merge({ metadata: { finalizers } }));

  await client.delete(ConfigMapSync, app(from));
  await env.eventuallyGone(ConfigMap, app(to));
  const left = await env.eventually(
    ConfigMapSync,
    app(from),
    ({ metadata: { finalizers: held } }) => held?.join() === 'example.com/forever',
  );
  await client.patch(ConfigMap, app(from), merge({ data: { color: 'green' } }));
  await client.patch(ConfigMapSync, app(from), merge({ metadata: { labels: { look: 'again' } } }));
  await client.patch(ConfigMapSync, app(from), merge({ metadata: { finalizers: null } }));
  await env.eventuallyGone(ConfigMapSync, app(from));

  expect(left.metadata.deletionTimestamp).toBeDefined();
  expect(await client.find(ConfigMap, app(to))).toBeUndefined();
});

test('13: a source in a namespace that did not let the tenant in is not read by a SecretSync, nor told of', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const [from, victim] = [await tenantNamespace(env), await tenantNamespace(env)];
  const to = await openNamespace(env, from);
  await client.create(Secret, { metadata: app(victim), data: { password: 'cA==' } });
  const make = (name: string, source: string) =>
    client.create(SecretSync, {
      metadata: { name, namespace: from },
      spec: {
        source: { name: source, namespace: victim },
        targetName: 'stolen',
        syncToNamespaces: [to],
        serviceAccount: { name: account },
      },
    });
  await make('there', 'app');
  await make('not-there', 'nothing');

  const told = await Promise.all(
    ['there', 'not-there'].map(async (name) => {
      const { status } = await env.eventually(SecretSync, { name, namespace: from }, hasReason('Ready', 'SourceForbidden'));
      return status?.conditions?.find(({ type }) => type === 'Ready')?.message;
    }),
  );

  expect(new Set(told)).toEqual(new Set([`ServiceAccount ${from}/weaver cannot get secrets in namespace ${victim}`]));
  expect(
    weaver
      .requests()
      .filter(({ path }) => path.includes(`/namespaces/${victim}/secrets`))
      .every(({ user: by }) => by === userOf(from)),
  ).toBe(true);
  expect(weaver.writersIn(to)).toEqual([]);
});
