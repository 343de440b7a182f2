import { Secret } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { secrets } from '../content/copy-kind.ts';
import { planSync, SecretSync } from '../index.ts';
import { withRoomInStatus } from '../quota/status-room.ts';
import { account, grant, hasReason, isReady, tenantNamespace } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('12: a SecretSync writes no Secret that its status has no room to name, and says so', { timeout: 180_000 }, async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  await weaver.stop();
  const from = await tenantNamespace(env);
  const db = { name: 'db', namespace: from };
  const targets = [await env.namespace(), await env.namespace()].sort();
  const [first = '', second = ''] = targets;
  for (const namespace of targets) await grant(client, { namespace, tenant: from, resources: ['secrets'] });
  await client.create(Secret, { metadata: db, data: { password: 'aHVudGVyMg==' } });
  const spec = { source: { name: 'db' }, serviceAccount: { name: account }, syncToNamespaces: targets };
  await client.create(SecretSync, { metadata: db, spec });
  // Of namespaces that are gone by now; before the operator has looked, they could still have copies.
  const placedIn = Array.from({ length: 9_999 }, (_, index) => `of-before-${index}`);
  await client.applyStatus(SecretSync, db, { placedIn }, { fieldManager: 'config-weaver-secrets' });

  const plan = await planSync(client, await client.get(SecretSync, db));
  await weaver.start();
  const full = await env.eventually(SecretSync, db, hasReason('Ready', 'TargetsRefused'), { timeout: '60s' });
  const surplus = await client.find(Secret, { name: 'db', namespace: second });
  await client.patch(SecretSync, db, { type: 'merge', body: { spec: { resyncInterval: '5m' } } }); // so that it is looked at again now
  const roomy = await env.eventually(SecretSync, db, isReady, { timeout: '60s' });

  expect(full.status?.placedIn).toEqual([first]);
  expect(full.status?.progress).toBe('1/2');
  expect(full.status?.targets?.[0]).toMatchObject({
    namespace: second,
    reason: 'TooManyTargets',
    message: `the status of SecretSync ${from}/db has no room to name more than 10000 namespaces, those included that it no longer wants; let another sync write the rest`,
  });
  expect(surplus).toBeUndefined();
  expect(plan.ok && plan.targets.map(({ namespace, action, detail }) => [namespace, action, detail])).toEqual([
    [first, 'create', 'key password'],
    [second, 'refuse', full.status?.targets?.[0]?.message],
  ]);
  expect(roomy.status?.placedIn).toEqual(targets);
});

test.for([
  { length: 20, isAll: true },
  { length: 50, isAll: false },
])('12: a status takes all names of $length characters that it has room for', { timeout: 180_000 }, async ({ length, isAll }) => {
  await using env = await testEnv({ resources: [SecretSync] });
  const db = { name: 'db', namespace: await env.namespace() };
  const targets = Array.from({ length: 10_000 }, (_, index) => `n${index}-`.padEnd(length, 'x'));
  const spec = { source: { name: 'db' }, syncToNamespaces: targets };
  const { metadata, ...sync } = await env.client.create(SecretSync, { metadata: db, spec });
  const { managedFields: _unknown, ...known } = metadata; // as the operator's cache has it

  const { places, surplus } = withRoomInStatus({ sync: { ...sync, metadata: known }, kind: secrets }, targets);
  const written = await env.client.applyStatus(SecretSync, db, { placedIn: places });

  expect(written.status?.placedIn).toEqual(places);
  expect([...places, ...surplus.map(({ namespace }) => namespace)].sort()).toEqual(targets.toSorted());
  expect(surplus.length === 0).toBe(isAll);
  expect(places.length).toBeGreaterThan(1_000);
});

test('12: the room of a status is counted in bytes, whatever script a sync is written in', { timeout: 180_000 }, async () => {
  await using env = await testEnv({ resources: [SecretSync] });
  const db = { name: 'db', namespace: await env.namespace(), annotations: { note: 'x'.repeat(250_000) } };
  const targets = Array.from({ length: 10_000 }, (_, index) => `n${index}-`.padEnd(63, 'x'));
  const notes = Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`note-${index}`, '文'.repeat(4_096)]));
  const spec = { source: { name: 'db' }, namespaceSelector: {}, metadata: { annotations: notes } };
  const { metadata, ...sync } = await env.client.create(SecretSync, { metadata: db, spec });
  const { managedFields: _unknown, ...known } = metadata; // as the operator's cache has it

  const { places, surplus } = withRoomInStatus({ sync: { ...sync, metadata: known }, kind: secrets }, targets);
  const written = await env.client.applyStatus(SecretSync, db, { placedIn: places });

  expect(written.status?.placedIn).toEqual(places);
  expect(places.length).toBeGreaterThan(1_000);
  expect(surplus.length).toBe(targets.length - places.length);
});
