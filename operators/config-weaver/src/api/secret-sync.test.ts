import { Event, type InputOf, Secret } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { SecretSync } from '../index.ts';
import { base64, db, deleteSecretSync, makeSecretSync, secretTenant } from '../test-support/secret-tenants.ts';
import {
  account,
  atOnce,
  grant,
  hasReason,
  hasTrouble,
  isReady,
  merge,
  messageOf,
  openNamespaces,
  readyOf,
  refused,
  revoke,
  userOf,
} from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

/** A tenant with a Secret and target namespaces that let it in. */
async function tenantWithTargets(env: TestEnv, secret: Partial<InputOf<typeof Secret>>, count = 1) {
  const from = await secretTenant(env, secret);
  const targets = await openNamespaces(env, from, count, { resources: ['secrets'] });
  const sync = (spec: Parameters<typeof makeSecretSync>[2] = {}) =>
    makeSecretSync(env.client, from, { syncToNamespaces: [...targets], ...spec });
  return { from, targets, sync };
}

test('a Secret is copied with its type, and its copies go with the sync', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const data = { username: base64('u'), password: base64('p') };
  const { from, targets, sync } = await tenantWithTargets(env, { type: 'kubernetes.io/basic-auth', data }, 2);
  await sync();

  await env.eventually(SecretSync, db(from), isReady);
  const copies = await Promise.all(targets.map((namespace) => client.get(Secret, db(namespace))));
  await deleteSecretSync(env, from);

  for (const copy of copies) expect(copy).toMatchObject({ type: 'kubernetes.io/basic-auth', data });
  for (const namespace of targets) expect(await client.find(Secret, db(namespace))).toBeUndefined();
});

test('a Secret that exists and is not ours is refused and stays untouched', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets, sync } = await tenantWithTargets(env, { data: { password: base64('p') } });
  const theirs = await client.create(Secret, { metadata: db(targets[0] ?? ''), data: { password: base64('theirs') } });
  await sync();

  const found = await env.eventually(SecretSync, db(from), hasTrouble('TargetExists'));

  const { message = '' } = found.status?.targets?.[0] ?? {};
  expect(message).toContain(`Secret ${targets[0]}/db exists and belongs to field manager testenv`);
  expect(readyOf(found)).toMatchObject(refused('0 of 1', message));
  expect(await client.get(Secret, db(targets[0] ?? ''))).toEqual(theirs);
});

test('a namespace that is dropped loses its Secret, also across a restart', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets, sync } = await tenantWithTargets(env, { data: { password: base64('p') } }, 2);
  const [kept = '', dropped = ''] = targets;
  await sync();
  await env.eventually(SecretSync, db(from), isReady);
  await weaver.stop();
  await client.patch(SecretSync, db(from), merge({ spec: { syncToNamespaces: [kept] } }));

  await weaver.start();
  await env.eventuallyGone(Secret, db(dropped));
  const after = await env.eventually(SecretSync, db(from), isReady);

  expect(after.status?.placedIn).toEqual([kept]);
  expect(await client.find(Secret, db(kept))).toBeDefined();
});

test('14: a changed Secret reaches its copies at once where the tenant may watch its source, and by nobody else', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets, sync } = await tenantWithTargets(env, { data: { password: base64('old') } });
  await grant(client, { namespace: from, tenant: from, verbs: ['get', 'list', 'watch'], resources: ['secrets'] });
  await sync();
  await env.eventually(SecretSync, db(from), isReady);

  await client.patch(Secret, db(from), merge({ data: { password: base64('new') } }));
  await env.eventually(Secret, db(targets[0] ?? ''), ({ data }) => data?.['password'] === base64('new'), atOnce);

  const watches = weaver.requests().filter(({ path }) => path.includes('/secrets?') && path.includes('watch'));
  expect(watches.length).toBeGreaterThan(0);
  expect(watches.every(({ user, metadataOnly }) => user.endsWith(`:${from}:${account}`) && metadataOnly)).toBe(true);
});

const tls = { type: 'kubernetes.io/tls', data: { 'tls.crt': base64('certificate'), 'tls.key': base64('key') } };

test('a private key is copied only when the spec says so', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets, sync } = await tenantWithTargets(env, tls);
  await sync();

  const refused = await env.eventually(SecretSync, db(from), hasReason('Ready', 'SourceInvalid'));
  await client.patch(SecretSync, db(from), merge({ spec: { keys: { include: ['tls.crt'] } } }));
  const partial = await env.eventually(SecretSync, db(from), isReady);
  const certificate = await client.get(Secret, db(targets[0] ?? ''));
  await client.patch(SecretSync, db(from), merge({ spec: { keys: null, allowPrivateKey: true } }));
  const whole = await env.eventually(Secret, db(targets[0] ?? ''), ({ type }) => type === 'kubernetes.io/tls');

  expect(messageOf(refused, 'Ready')).toBe(
    `Secret ${from}/db holds a private key; name what may be copied in spec.keys.include, or set spec.allowPrivateKey: true`,
  );
  expect(certificate).toMatchObject({ type: 'Opaque', data: { 'tls.crt': base64('certificate') } });
  expect(messageOf(partial, 'SourceFound')).toContain(
    'without tls.key the copy cannot be of type kubernetes.io/tls, so it is Opaque',
  );
  expect(whole.data).toEqual(tls.data);
});

test('14: without any right of its own on Secrets the operator serves a whole life, all by the token of the tenant', async () => {
  await using weaver = await weaverEnv();
  const { env } = weaver;
  const { from, targets, sync } = await tenantWithTargets(env, { data: { password: base64('p') } });
  await sync();
  await env.eventually(SecretSync, db(from), isReady);
  await deleteSecretSync(env, from);

  const onSecrets = weaver.requests().filter(({ path }) => /\/secrets(\/|\?|$)/.test(path));

  expect([...new Set(onSecrets.map(({ user }) => user))]).toEqual([userOf(from)]);
  expect(weaver.writersIn(targets[0] ?? '')).toEqual([userOf(from)]);
});

const canary = 'canary-5f2d81c0-never-to-be-seen';

test('1: no value of a Secret and no token is in any log, event, condition or request of the operator itself', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets, sync } = await tenantWithTargets(env, { data: { password: base64(canary) } }, 3);
  const [, inTheWay = '', closed = ''] = targets;
  await client.create(Secret, { metadata: db(inTheWay), data: { password: base64(`${canary}-theirs`) } });
  await revoke(client, closed, from);
  await sync();
  await env.eventually(SecretSync, db(from), hasReason('Ready', 'TargetsRefused'));
  // What the server refuses it may quote: labels it does not take, a type that may not change.
  const tooLong = `${'a'.repeat(254)}/app`;
  await client.patch(SecretSync, db(from), merge({ spec: { metadata: { labels: { [tooLong]: canary } } } }));
  await env.eventually(SecretSync, db(from), hasReason('Ready', 'TargetsFailed'));
  await deleteSecretSync(env, from);
  const events = await Array.fromAsync(client.list(Event, { namespace: from }));

  const own = weaver.requests().filter(({ user }) => user === weaver.operator);
  const emitted = [weaver.log(), JSON.stringify(events), ...own.map(({ path, body }) => `${path} ${body}`)].join('\n');

  expect(emitted.length).toBeGreaterThan(1_000);
  expect(emitted).not.toContain(canary);
  expect(emitted).not.toContain(base64(canary).slice(0, 20));
  expect(emitted).not.toMatch(/eyJ[A-Za-z0-9_-]{20}/);
});
