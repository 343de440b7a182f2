import { ConfigMap, Namespace } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ConfigMapSync, configMapSyncController } from '../index.ts';
import { untilTold } from '../test-support/caught-up.ts';
import { after, isCreation } from '../test-support/in-the-middle.ts';
import { letInEverywhere, manyNamespaces, platformTenant } from '../test-support/many-namespaces.ts';
import { untilWaiting, workers } from '../test-support/queue-depth.ts';
import type { RecordedRequest } from '../test-support/recording-proxy.ts';
import {
  account,
  app,
  hasReason,
  isReady,
  makeSync,
  merge,
  messageOf,
  openNamespace,
  openNamespaces,
  tenantNamespace,
  tier,
  userOf,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

const syncSpec = (syncToNamespaces: readonly string[], more: object = {}) => ({
  source: { name: 'app' },
  syncToNamespaces,
  serviceAccount: { name: account },
  ...more,
});

const readsSourceOf =
  (tenant: string) =>
  ({ method, path, user }: RecordedRequest): boolean =>
    method === 'GET' && user === userOf(tenant) && path.endsWith(`/namespaces/${tenant}/configmaps/app`);

/** Of how many namespaces a tenant's rights were asked for. */
const askedOf = (requests: readonly RecordedRequest[], tenant: string): number =>
  new Set(
    requests
      .filter(({ path, user }) => user === userOf(tenant) && path.includes('subjectaccess'))
      .map(({ body }) => /"namespace":"([^"]+)"/.exec(body)?.[1]),
  ).size;

async function copiesOf(env: TestEnv, sync: ConfigMapSync): Promise<number> {
  let count = 0;
  const labels = { 'weaver.capstan.dev/owner-uid': sync.metadata.uid };
  for await (const _copy of env.client.listMetadata(ConfigMap, { labels })) count += 1;
  return count;
}

test('12: what would be larger than the API server takes is refused before it is written, with the largest key named', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env, { big: 'x'.repeat(700_000) });
  const to = await openNamespace(env, from);
  await client.create(ConfigMap, { metadata: { name: 'more', namespace: from }, data: { other: 'y'.repeat(600_000) } });
  await makeSync(client, from, { sources: [{ name: 'app' }, { name: 'more' }], targetName: 'both', syncToNamespaces: [to] });

  const sync = await env.eventually(ConfigMapSync, app(from), hasReason('Ready', 'SourceInvalid'));

  expect(messageOf(sync, 'Ready')).toBe(
    'a copy would be 1300000 bytes, more than the 1 MiB that the API server takes; key big has 700000: leave it out with spec.keys.exclude',
  );
  expect(weaver.writersIn(to)).toEqual([]);
});

test('12: a quota of copies holds over all syncs of a namespace, and says what it is', async () => {
  await using weaver = await weaverEnv({ controllers: () => [configMapSyncController({ quota: { copies: 3 } })] });
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const targets = await openNamespaces(env, from, 4);
  await client.create(ConfigMapSync, {
    metadata: { name: 'one', namespace: from },
    spec: syncSpec(targets.slice(0, 2), { targetName: 'one' }),
  });
  await env.eventually(ConfigMapSync, { name: 'one', namespace: from }, isReady);
  const two = { name: 'two', namespace: from };
  await client.create(ConfigMapSync, { metadata: two, spec: syncSpec(targets, { targetName: 'two' }) });

  const sync = await env.eventually(ConfigMapSync, two, ({ status }) => status?.counts?.synced === 1);
  await client.delete(ConfigMapSync, { name: 'one', namespace: from });
  const later = await env.eventually(ConfigMapSync, two, ({ status }) => status?.counts?.synced === 3);

  expect(sync.status?.counts).toMatchObject({ synced: 1, refused: 3 });
  expect(sync.status?.targets?.[0]).toMatchObject({
    reason: 'QuotaExceeded',
    message: `the syncs of namespace ${from} may have 3 copies together, with those that deleted syncs have left; take targets out of one, delete what was left, or ask the operator's administrator for more`,
  });
  expect(later.status?.counts?.refused).toBe(1);
});

test('12: namespaces that a selector matches and that let nobody in take nothing of the quota', async () => {
  await using weaver = await weaverEnv({ controllers: () => [configMapSyncController({ quota: { copies: 1 } })] });
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const labels = tier(from);
  for (let index = 0; index < 3; index++) await env.namespace({ labels });
  const to = await openNamespace(env, from); // the last by its name
  await client.patch(Namespace, { name: to }, merge({ metadata: { labels } }));

  await makeSync(client, from, { namespaceSelector: { matchLabels: labels } });
  const sync = await env.eventually(
    ConfigMapSync,
    app(from),
    ({ status }) => status?.progress !== '0/0' && status?.progress !== undefined,
  );

  expect(sync.status?.counts).toMatchObject({ targets: 1, synced: 1, refused: 0 });
});

test('12: what a sync multiplies is in its status, and of many targets at most 50 are listed, the troubled first', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env, { color: 'blue' });
  await letInEverywhere(env, from);
  const targets = await manyNamespaces(env, 60);
  await makeSync(client, from, { syncToNamespaces: [...targets, 'not-there'] });

  const sync = await env.eventually(ConfigMapSync, app(from), ({ status }) => status?.counts?.synced === 60);

  expect(sync.status?.counts).toEqual({ targets: 61, synced: 60, refused: 1, failed: 0, copyBytes: 4, totalBytes: 240 });
  expect(sync.status?.targets).toHaveLength(50);
  expect(sync.status?.targets?.[0]).toMatchObject({ namespace: 'not-there', reason: 'NamespaceNotFound' });
});

test('12: the many targets of one tenant do not delay the sync of another', { timeout: 120_000 }, async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const [busy, quick] = [await tenantNamespace(env), await tenantNamespace(env)];
  await letInEverywhere(env, busy);
  const targets = await manyNamespaces(env, 100);
  const to = await openNamespace(env, quick);
  const names = Array.from({ length: 12 }, (_, index) => `busy-${index}`);
  // So that none is through before the last of them is there, and works.
  const [ofBusy, ofQuick] = [weaver.hold(readsSourceOf(busy)), weaver.hold(readsSourceOf(quick))];
  for (const name of names)
    await client.create(ConfigMapSync, { metadata: { name, namespace: busy }, spec: syncSpec(targets, { targetName: name }) });
  await ofBusy.caught;

  await makeSync(client, quick, { syncToNamespaces: [to] });
  await ofQuick.caught;
  for (const held of [ofBusy, ofQuick]) held[Symbol.dispose]();
  await env.eventually(ConfigMapSync, app(quick), isReady, { timeout: '60s' });
  const creations = weaver.requests().filter(isCreation);
  const before = creations.findIndex(({ user }) => user === userOf(quick)); // all of the busy tenant

  expect(before).toBeGreaterThanOrEqual(0);
  expect(before).toBeLessThan((names.length * targets.length) / 2);
});

test('12: the refused targets of many tenants, more syncs than workers, do not delay the sync of another', {
  timeout: 120_000,
}, async () => {
  await using weaver = await weaverEnv({ controllers: () => [configMapSyncController({ turnMs: 0 })] }); // 32 targets a turn
  const { env, client } = weaver;
  const tenants: string[] = [];
  while (tenants.length < 4) tenants.push(await tenantNamespace(env));
  const quick = await tenantNamespace(env);
  const to = await openNamespace(env, quick);
  const missing = Array.from({ length: 160 }, (_, index) => `missing-${index}`);
  const names = tenants.flatMap((namespace) => ['a', 'b', 'c'].map((name) => ({ name, namespace })));
  const heldUp = tenants.map((tenant) => weaver.hold(readsSourceOf(tenant))); // until the last of them waits for a worker
  for (const metadata of names)
    await client.create(ConfigMapSync, { metadata, spec: syncSpec(missing, { targetName: metadata.name }) });
  const isThrough = ({ status }: ConfigMapSync) => status?.counts?.refused === missing.length;

  await makeSync(client, quick, { syncToNamespaces: [to] });
  await untilWaiting(weaver, 'config-weaver', names.length - workers + 1);
  for (const held of heldUp) held[Symbol.dispose]();
  await env.eventually(ConfigMapSync, app(quick), isReady, { timeout: '60s' });
  const requests = weaver.requests();
  const meanwhile = requests.slice(
    0,
    requests.findIndex(({ path }) => path.includes(`/namespaces/${quick}/`)),
  );
  const busy = await Promise.all(names.map((ref) => env.eventually(ConfigMapSync, ref, isThrough, { timeout: '90s' })));

  // None of them was through, though more came before it than there are workers.
  expect(meanwhile.length).toBeGreaterThan(0);
  for (const tenant of tenants) expect(askedOf(meanwhile, tenant)).toBeLessThan(missing.length);
  expect(busy.map(({ status }) => status?.counts?.targets)).toEqual(names.map(() => missing.length));
});

test('12: a sync that is deleted in the middle of its own fan-out ends it at once and leaves nothing', {
  timeout: 120_000,
}, async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await platformTenant(env);
  const targets = await manyNamespaces(env, 300);
  using held = weaver.hold(after(50, isCreation));
  const sync = await makeSync(client, from, { syncToNamespaces: targets });
  await held.caught;

  await client.delete(ConfigMapSync, app(from));
  await untilTold(weaver, from);
  held[Symbol.dispose]();
  await env.eventuallyGone(ConfigMapSync, app(from), { timeout: '60s' });

  const created = weaver.requests().filter(isCreation);
  expect(created.length).toBeLessThan(targets.length);
  expect(await copiesOf(env, sync)).toBe(0);
});
