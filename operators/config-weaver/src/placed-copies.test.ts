import { type InputOf, Namespace, Secret } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { SecretSync } from './index.ts';
import { account, grant, hasReason, isReady, revoke, tenantNamespace } from './test-support/tenants.ts';
import { weaverEnv } from './test-support/weaver-env.ts';

const db = (namespace: string) => ({ name: 'db', namespace });
const tier = (from: string) => ({ tier: `of-${from}` });

async function secretSync(env: TestEnv, from: string, spec: Partial<InputOf<typeof SecretSync>['spec']>): Promise<void> {
  await env.client.create(Secret, { metadata: db(from), data: { password: 'cA==' } });
  await env.client.create(SecretSync, {
    metadata: db(from),
    spec: { source: { name: 'db' }, serviceAccount: { name: account }, ...spec },
  });
}

test('13: a SecretSync with a selector is told no namespace that its ServiceAccount has no rights in', async () => {
  await using weaver = await weaverEnv();
  const { env } = weaver;
  const from = await tenantNamespace(env);
  const open = await env.namespace({ labels: tier(from) });
  const foreign = await env.namespace({ labels: tier(from) });
  await grant(env.client, { namespace: open, tenant: from, resources: ['secrets'] });
  await secretSync(env, from, { namespaceSelector: { matchLabels: tier(from) } });

  const sync = await env.eventually(SecretSync, db(from), isReady);

  expect(sync.status?.placedIn).toEqual([open]);
  expect(sync.status?.progress).toBe('1/1');
  expect(JSON.stringify(sync.status)).not.toContain(foreign);
  expect(
    JSON.stringify(weaver.requests().filter(({ user, method }) => user === weaver.operator && method !== 'GET')),
  ).not.toContain(foreign);
});

test('13: a selected namespace that has the copy of a Secret and takes its consent back is refused by its name', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const open = await env.namespace({ labels: tier(from) });
  await grant(client, { namespace: open, tenant: from, resources: ['secrets'] });
  await secretSync(env, from, { namespaceSelector: { matchLabels: tier(from) } });
  await env.eventually(SecretSync, db(from), isReady);
  await weaver.stop();
  await revoke(client, open, from);

  await weaver.start();
  const sync = await env.eventually(SecretSync, db(from), hasReason('Ready', 'TargetsRefused'));

  expect(sync.status?.targets?.[0]).toMatchObject({ namespace: open, reason: 'Forbidden' });
  expect(sync.status?.placedIn).toEqual([open]);
});

test('a namespace that never let the Secret in leaves no trace once it is taken out of the targets', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const [open, closed] = [await env.namespace(), await env.namespace()];
  await grant(client, { namespace: open, tenant: from, resources: ['secrets'] });
  await secretSync(env, from, { syncToNamespaces: [open, closed] });
  await env.eventually(SecretSync, db(from), hasReason('Ready', 'TargetsRefused'));

  await client.patch(SecretSync, db(from), { type: 'merge', body: { spec: { syncToNamespaces: [open] } } });

  const sync = await env.eventually(SecretSync, db(from), isReady);
  expect(sync.status?.counts).toMatchObject({ targets: 1, synced: 1, refused: 0 });
});

test('11: the copy of a Secret is made again in a namespace that went and came back', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env);
  const to = await env.namespace();
  await grant(client, { namespace: to, tenant: from, resources: ['secrets'] });
  await secretSync(env, from, { syncToNamespaces: [to] });
  await env.eventually(SecretSync, db(from), isReady);

  await client.delete(Namespace, { name: to });
  await env.eventuallyGone(Namespace, { name: to });
  await env.eventually(SecretSync, db(from), hasReason('Ready', 'TargetsRefused'));
  await client.create(Namespace, { metadata: { name: to } });
  await grant(client, { namespace: to, tenant: from, resources: ['secrets'] });

  await env.eventually(Secret, db(to), () => true, { timeout: '5s' });
});
