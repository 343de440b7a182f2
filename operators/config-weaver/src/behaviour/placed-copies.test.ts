import { Namespace, Secret } from '@capstan/schema';
import { expect, test } from 'vitest';
import { SecretSync } from '../index.ts';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import { db, makeSecretSync, secretTenant } from '../test-support/secret-tenants.ts';
import {
  atOnce,
  grant,
  hasReason,
  isReady,
  merge,
  namespaceGone,
  openNamespace,
  revoke,
  selectorOf,
  tier,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('13: a SecretSync with a selector is told no namespace that its ServiceAccount has no rights in', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await secretTenant(env);
  const open = await env.namespace({ labels: tier(from) });
  const foreign = await env.namespace({ labels: tier(from) });
  await grant(client, { namespace: open, tenant: from, resources: ['secrets'] });
  await untilCaughtUp(weaver);
  await makeSecretSync(client, from, { namespaceSelector: selectorOf(from) });

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
  const from = await secretTenant(env);
  const open = await openNamespace(env, from, { labels: tier(from), resources: ['secrets'] });
  await makeSecretSync(client, from, { namespaceSelector: selectorOf(from) });
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
  const from = await secretTenant(env);
  const [open, closed] = [await env.namespace(), await env.namespace()];
  await grant(client, { namespace: open, tenant: from, resources: ['secrets'] });
  await makeSecretSync(client, from, { syncToNamespaces: [open, closed] });
  await env.eventually(SecretSync, db(from), hasReason('Ready', 'TargetsRefused'));

  await client.patch(SecretSync, db(from), merge({ spec: { syncToNamespaces: [open] } }));

  const sync = await env.eventually(SecretSync, db(from), isReady);
  expect(sync.status?.counts).toMatchObject({ targets: 1, synced: 1, refused: 0 });
});

test('11: the copy of a Secret is made again in a namespace that went and came back', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await secretTenant(env);
  const to = await openNamespace(env, from, { resources: ['secrets'] });
  await makeSecretSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(SecretSync, db(from), isReady);

  await client.delete(Namespace, { name: to });
  await namespaceGone(env, to);
  await env.eventually(SecretSync, db(from), hasReason('Ready', 'TargetsRefused'));
  await client.create(Namespace, { metadata: { name: to } });
  await grant(client, { namespace: to, tenant: from, resources: ['secrets'] });

  await env.eventually(Secret, db(to), () => true, atOnce);
});

test('4: a copy of a Secret that cannot be removed keeps its own namespace on record, and no other', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await secretTenant(env);
  const [wanted, gone, shut] = [await env.namespace(), await env.namespace(), await env.namespace()];
  for (const namespace of [wanted, gone, shut]) await grant(client, { namespace, tenant: from, resources: ['secrets'] });
  await makeSecretSync(client, from, { syncToNamespaces: [wanted, gone, shut] });
  await env.eventually(SecretSync, db(from), isReady);
  await weaver.stop();
  await revoke(client, shut, from);
  await client.patch(SecretSync, db(from), merge({ spec: { syncToNamespaces: [wanted] } }));

  await weaver.start();
  const sync = await env.eventually(SecretSync, db(from), hasReason('Ready', 'TargetsRefused'));

  expect(sync.status?.placedIn).toEqual([wanted, shut].sort());
  expect(await client.find(Secret, db(gone))).toBeUndefined();
});
