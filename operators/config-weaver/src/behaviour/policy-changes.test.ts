import { ConfigMap, Secret } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync, SecretSync } from '../index.ts';
import {
  account,
  app,
  deleteSync,
  grant,
  isReady,
  makeSync,
  merge,
  openNamespace,
  openNamespaces,
  tenantNamespace,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

const dataOf = ({ data = {} }: ConfigMap) => data;
const theirs = { theirs: 'yes' };
const blue = { color: 'blue' };
const green = { color: 'green' };

type Policy = 'Refuse' | 'Adopt' | 'Merge';

interface Change {
  readonly from: Policy;
  readonly to: Policy;
  readonly progress: string;
  /** What is then in an object that was there before the sync, and what when the sync is gone. */
  readonly before: readonly [after: object, left: object];
}

const changes: readonly Change[] = [
  { from: 'Refuse', to: 'Adopt', progress: '2/2', before: [green, green] },
  { from: 'Refuse', to: 'Merge', progress: '2/2', before: [{ ...theirs, ...green }, theirs] },
  { from: 'Adopt', to: 'Refuse', progress: '2/2', before: [green, green] },
  { from: 'Adopt', to: 'Merge', progress: '2/2', before: [green, {}] },
  { from: 'Merge', to: 'Refuse', progress: '1/2', before: [{ ...theirs, ...blue }, theirs] },
  { from: 'Merge', to: 'Adopt', progress: '2/2', before: [green, green] },
];

test.for(changes)("2: from $from to $to a copy stays its sync's own, and what was there before is left", async (change) => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const tenant = await tenantNamespace(env);
  const [empty = '', taken = ''] = await openNamespaces(env, tenant, 2);
  const { metadata } = await client.create(ConfigMap, { metadata: app(taken), data: theirs });
  await makeSync(client, tenant, { syncToNamespaces: [empty, taken], conflictPolicy: change.from });
  const first = change.from === 'Refuse' ? '1/2' : '2/2';
  await env.eventually(ConfigMapSync, app(tenant), ({ status }) => status?.progress === first);
  const made = await client.get(ConfigMap, app(empty));

  await client.patch(ConfigMapSync, app(tenant), merge({ spec: { conflictPolicy: change.to } }));
  const { status: changed } = await env.eventually(
    ConfigMapSync,
    app(tenant),
    ({ status }) => status?.observedGeneration === 2 && status.progress === change.progress,
  );
  await client.patch(ConfigMap, app(tenant), merge({ data: green }));
  await env.eventually(
    ConfigMapSync,
    app(tenant),
    ({ status }) => status?.sourceRevision !== changed?.sourceRevision && status?.progress === change.progress,
  );
  const after = [await client.get(ConfigMap, app(empty)), await client.get(ConfigMap, app(taken))];
  await deleteSync(env, tenant);
  const left = await client.get(ConfigMap, app(taken));

  expect(after.map(dataOf)).toEqual([green, change.before[0]]);
  expect(after.map((copy) => copy.metadata.uid)).toEqual([made.metadata.uid, metadata.uid]);
  expect(await client.find(ConfigMap, app(empty))).toBeUndefined();
  expect([left.metadata.uid, dataOf(left)]).toEqual([metadata.uid, change.before[1]]);
  expect(JSON.stringify([left.metadata.labels, left.metadata.annotations])).not.toContain('weaver.capstan.dev');
});

test.for([
  { to: 'Refuse', progress: '0/1', after: { ...theirs, ...blue }, left: theirs },
  { to: 'Adopt', progress: '1/1', after: blue, left: blue },
] as const)('2: what Merge made and its owner has put a key into is shared, also under $to, and stays', async (change) => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const tenant = await tenantNamespace(env);
  const to = await openNamespace(env, tenant);
  await makeSync(client, tenant, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  await env.eventually(ConfigMapSync, app(tenant), isReady);
  await client.patch(ConfigMap, app(to), merge({ data: theirs }), { fieldManager: 'owner' });

  await client.patch(ConfigMapSync, app(tenant), merge({ spec: { conflictPolicy: change.to } }));
  const { status } = await env.eventually(
    ConfigMapSync,
    app(tenant),
    (sync) => sync.status?.observedGeneration === 2 && sync.status.progress === change.progress,
  );
  const after = await client.get(ConfigMap, app(to));
  await deleteSync(env, tenant);
  const left = await client.get(ConfigMap, app(to));

  expect([dataOf(after), dataOf(left)]).toEqual([change.after, change.left]);
  const told = `ConfigMap ${to}/app is shared with field manager owner; what was merged into it stays as it is until this sync is deleted; set spec.conflictPolicy: Merge again, or name another target`;
  expect(status?.targets?.[0]?.message).toBe(change.to === 'Refuse' ? told : undefined);
});

test.for(['Refuse', 'Adopt'] as const)('2: what another sync merges into is not taken from it by %s', async (conflictPolicy) => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const tenant = await tenantNamespace(env);
  const to = await openNamespace(env, tenant);
  await client.create(ConfigMap, { metadata: { name: 'more', namespace: tenant }, data: { size: 'large' } });
  await makeSync(client, tenant, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  const serviceAccount = { name: account };
  const spec = {
    source: { name: 'more' },
    targetName: 'app',
    syncToNamespaces: [to],
    serviceAccount,
    conflictPolicy: 'Merge',
  } as const;
  await client.create(ConfigMapSync, { metadata: { name: 'more', namespace: tenant }, spec });
  for (const name of ['app', 'more']) await env.eventually(ConfigMapSync, { name, namespace: tenant }, isReady);

  await client.patch(ConfigMapSync, app(tenant), merge({ spec: { conflictPolicy } }));
  const { status } = await env.eventually(ConfigMapSync, app(tenant), (sync) => sync.status?.progress === '0/1');
  const after = await client.get(ConfigMap, app(to));
  await deleteSync(env, tenant);

  expect(status?.targets?.[0]?.message).toContain(`is shared with ConfigMapSync ${tenant}/more; `);
  expect(dataOf(after)).toEqual({ ...blue, size: 'large' });
  expect(dataOf(await client.get(ConfigMap, app(to)))).toEqual({ size: 'large' });
});

test('2: merged keys are taken out of an object without the right to delete it', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const tenant = await tenantNamespace(env);
  const to = await env.namespace();
  await grant(client, { namespace: to, tenant, verbs: ['get', 'create', 'patch'] });
  await client.create(ConfigMap, { metadata: app(to), data: theirs });
  await makeSync(client, tenant, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  await env.eventually(ConfigMapSync, app(tenant), isReady);

  await deleteSync(env, tenant);

  expect(dataOf(await client.get(ConfigMap, app(to)))).toEqual(theirs);
});

test('2: a copy that was merged becomes the alias of hashed ones and back, and goes with its sync', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const tenant = await tenantNamespace(env);
  const to = await openNamespace(env, tenant);
  await makeSync(client, tenant, { syncToNamespaces: [to], conflictPolicy: 'Merge' });
  await env.eventually(ConfigMapSync, app(tenant), isReady);
  const settled = (generation: number) => (sync: ConfigMapSync) =>
    isReady(sync) && sync.status?.observedGeneration === generation;

  await client.patch(ConfigMapSync, app(tenant), merge({ spec: { conflictPolicy: 'Refuse', immutable: 'Hashed' } }));
  const hashed = await env.eventually(ConfigMapSync, app(tenant), settled(2));
  const alias = await client.get(ConfigMap, app(to));
  await client.patch(ConfigMapSync, app(tenant), merge({ spec: { conflictPolicy: 'Merge', immutable: 'Never' } }));
  await env.eventually(ConfigMapSync, app(tenant), settled(3));
  const merged = await client.get(ConfigMap, app(to));
  await deleteSync(env, tenant);

  expect([dataOf(alias), dataOf(merged)]).toEqual([{ name: `app-${hashed.status?.sourceRevision}` }, blue]);
  expect(await Array.fromAsync(client.list(ConfigMap, { namespace: to, fields: 'metadata.name!=kube-root-ca.crt' }))).toEqual([]);
});

test('2: a Secret of a type of its own is merged, then refused to nobody but others, and goes with its sync', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const tenant = await tenantNamespace(env);
  const to = await openNamespace(env, tenant);
  await grant(client, { namespace: to, tenant, resources: ['secrets'] });
  const type = 'kubernetes.io/dockerconfigjson';
  const pull = (auth: string) => ({ '.dockerconfigjson': Buffer.from(JSON.stringify({ auths: { auth } })).toString('base64') });
  await client.create(Secret, { metadata: app(tenant), type, data: pull('first') });
  const spec = { source: { name: 'app' }, syncToNamespaces: [to], serviceAccount: { name: account } };
  await client.create(SecretSync, { metadata: app(tenant), spec: { ...spec, conflictPolicy: 'Merge' } });
  await env.eventually(SecretSync, app(tenant), isReady);

  await client.patch(Secret, app(tenant), merge({ data: pull('second') }));
  await client.patch(SecretSync, app(tenant), merge({ spec: { resyncInterval: '30s' } }));
  const merged = await env.eventually(
    Secret,
    app(to),
    ({ data }) => data?.['.dockerconfigjson'] === pull('second')['.dockerconfigjson'],
  );
  await client.patch(SecretSync, app(tenant), merge({ spec: { conflictPolicy: 'Refuse' } }));
  const sync = await env.eventually(SecretSync, app(tenant), ({ status }) => status?.observedGeneration === 3);
  await client.delete(SecretSync, app(tenant));
  await env.eventuallyGone(SecretSync, app(tenant));

  expect([merged.type, sync.status?.progress]).toEqual([type, '1/1']);
  expect(await client.find(Secret, app(to))).toBeUndefined();
});
