import { setImmediate } from 'node:timers/promises';
import type { Client } from '@capstan/client';
import { silentLogger } from '@capstan/runtime';
import { Role, RoleBinding, Secret, ServiceAccount } from '@capstan/schema';
import { aroundCalls, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { extension } from '../../extension/extension.ts';
import { ExtensionConfig } from '../../generated/kinds.ts';
import { proceed } from '../../hooks/answer.ts';
import { hook } from '../../hooks/define-hook.ts';
import { call } from '../../test-support/call.ts';
import { ManualClock } from '../../test-support/manual-clock.ts';
import { recorded } from '../../test-support/recorded-hooks.ts';
import { temporaryFolder } from '../../test-support/serving.ts';
import { type ExtensionServerOptions, startExtensionServer } from '../extension-server.ts';
import { renewCertificates } from './own-authority.ts';

const { path, body } = recorded('BeforeClusterCreate');
const gates = extension({
  name: 'gates',
  handlers: [hook('BeforeClusterCreate', { name: 'beforeclustercreate' }, () => proceed())],
});
const started = (options: Pick<ExtensionServerOptions, 'certificate'> & Partial<ExtensionServerOptions>) =>
  startExtensionServer({ extensions: [gates], listen: { host: '127.0.0.1', port: 0 }, ...options });

/** The client, and how many of its reads were answered. */
function counted(client: Client) {
  let reads = 0;
  const counting = aroundCalls(client, 'find', async (call) => {
    const found = await call();
    reads++;
    return found;
  });
  return { client: counting, reads: () => reads };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const dayMs = 24 * 3_600_000;

test('a certificate in a Secret is used, and another one when the Secret changes', async () => {
  await using env = await testEnv();
  const ref = { name: 'gates-tls', namespace: await env.namespace() };
  const [one, two] = [
    await renewCertificates({}, ['127.0.0.1'], Date.now()),
    await renewCertificates({}, ['127.0.0.1'], Date.now()),
  ];
  const data = (pair: typeof one) => ({
    'tls.crt': base64(pair.certificate),
    'tls.key': base64(pair.key),
    'ca.crt': base64(pair.caBundle),
  });
  await env.client.create(Secret, { metadata: ref, type: 'kubernetes.io/tls', data: data(one) });
  await using server = await started({ certificate: { from: 'secret', ref, client: env.client } });

  expect((await call({ url: server.url, caBundle: one.caBundle }, path, body)).status).toBe(200);
  await env.client.patch(Secret, ref, { type: 'merge', body: { data: data(two) } });
  const trusting = { url: server.url, caBundle: one.caBundle + two.caBundle };
  while (server.caBundle !== two.caBundle) expect((await call(trusting, path, body)).status).toBe(200);

  expect((await call({ url: server.url, caBundle: two.caBundle }, path, body)).status).toBe(200);
});

test('a Secret that is missing or lacks its key keeps the server from starting, and is named', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const ref = { name: 'gates-tls', namespace };
  const start = () => started({ certificate: { from: 'secret', ref, client: env.client } });

  await expect(start()).rejects.toThrow(`Secret ${namespace}/gates-tls does not exist`);
  await env.client.create(Secret, { metadata: ref, data: { 'tls.crt': base64('x') } });
  await expect(start()).rejects.toThrow(`Secret ${namespace}/gates-tls lacks tls.crt or tls.key`);
});

test('replicas that start at once share one authority and one certificate', async () => {
  await using env = await testEnv();
  const secret = { name: 'gates-ca', namespace: await env.namespace() };
  const certificate = { from: 'selfManaged', names: ['127.0.0.1'], keep: { secret, client: env.client } } as const;

  const replicas = await Promise.all([1, 2, 3].map(() => started({ certificate })));

  expect(new Set(replicas.map(({ caBundle }) => caBundle)).size).toBe(1);
  for (const { url } of replicas) {
    expect((await call({ url, caBundle: replicas[0]?.caBundle ?? '' }, path, body)).status).toBe(200);
  }
  await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
});

test('what one replica renews, the other serves too, and the ExtensionConfig is told', async () => {
  await using env = await testEnv({ resources: [ExtensionConfig] });
  const secret = { name: 'gates-ca', namespace: await env.namespace() };
  const { client, reads } = counted(env.client);
  const certificate = { from: 'selfManaged', names: ['127.0.0.1'], keep: { secret, client } } as const;
  const clock = new ManualClock(Date.now());
  await using renewing = await started({ certificate, clock, client: env.client, injectCaBundle: true });
  await using other = await started({ certificate, clock });
  const first = renewing.caBundle;
  const bundleOf = ({ spec }: ExtensionConfig) => Buffer.from(spec.clientConfig.caBundle ?? '', 'base64').toString();
  await env.client.create(ExtensionConfig, {
    metadata: { name: 'gates' },
    spec: { clientConfig: { url: 'https://gates.example' } },
  });
  const injected = await env.eventually(ExtensionConfig, { name: 'gates' }, (config) => bundleOf(config) === first);

  // Each at its start, and again when its watch has begun: who still reads while time passes looks at the clock an hour later.
  while (reads() < 4) await setImmediate();
  clock.advance(3_300 * dayMs);
  const told = await env.eventually(ExtensionConfig, { name: 'gates' }, (config) => bundleOf(config) !== first);
  while (other.caBundle === first) await setImmediate(); // its watch brings it

  expect(injected.spec.clientConfig.url).toBe('https://gates.example');
  expect(bundleOf(told)).toBe(renewing.caBundle);
  expect(other.caBundle).toBe(renewing.caBundle);
});

test('a caBundle that somebody takes away comes back', async () => {
  await using env = await testEnv({ resources: [ExtensionConfig] });
  const secret = { name: 'gates-ca', namespace: await env.namespace() };
  const certificate = { from: 'selfManaged', names: ['127.0.0.1'], keep: { secret, client: env.client } } as const;
  await env.client.create(ExtensionConfig, {
    metadata: { name: 'gates' },
    spec: { clientConfig: { url: 'https://gates.example' } },
  });
  await using server = await started({ certificate, client: env.client, injectCaBundle: true });
  const isThere = ({ spec }: ExtensionConfig) => spec.clientConfig.caBundle === base64(server.caBundle);
  const injected = await env.eventually(ExtensionConfig, { name: 'gates' }, isThere);

  await env.client.patch(
    ExtensionConfig,
    { name: 'gates' },
    { type: 'merge', body: { spec: { clientConfig: { caBundle: base64('theirs') } } } },
  );
  const again = await env.eventually(
    ExtensionConfig,
    { name: 'gates' },
    (config) => isThere(config) && config.metadata.resourceVersion !== injected.metadata.resourceVersion,
  );

  expect(isThere(again)).toBe(true);
});

test('replicas that disagree about the caBundle leave the API server in peace', async () => {
  await using env = await testEnv({ resources: [ExtensionConfig] });
  await env.client.create(ExtensionConfig, {
    metadata: { name: 'gates' },
    spec: { clientConfig: { url: 'https://gates.example' } },
  });
  await using folders = new AsyncDisposableStack();
  const logged: string[] = [];
  const logger = { ...silentLogger, info: (_fields: object, message: string) => void logged.push(message) };
  const replica = async () => {
    const directory = folders.use(await temporaryFolder()).path;
    const certificate = { from: 'selfManaged', names: ['127.0.0.1'], keep: { directory } } as const;
    // Their clocks stand still, so that no pause is ever over.
    return folders.use(
      await started({ certificate, client: env.client, injectCaBundle: true, logger, clock: new ManualClock(Date.now()) }),
    );
  };
  await Promise.all([replica(), replica()]);

  const writes = () => logged.filter((message) => message === 'wrote the CA bundle').length;
  while (writes() < 4) await setImmediate(); // each is free to write three times
  for (let calls = 0; calls < 50; calls++) await env.client.get(ExtensionConfig, { name: 'gates' });

  expect(writes()).toBeLessThanOrEqual(6);
});

test('a replica that may not watch goes on with what it has, and takes the next certificate once it may', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const ref = { name: 'gates-tls', namespace };
  const [one, two] = [
    await renewCertificates({}, ['127.0.0.1'], Date.now()),
    await renewCertificates({}, ['127.0.0.1'], Date.now()),
  ];
  const data = (pair: typeof one) => ({ 'tls.crt': base64(pair.certificate), 'tls.key': base64(pair.key) });
  await env.client.create(Secret, { metadata: ref, data: data(one) });
  await env.client.create(ServiceAccount, { metadata: { name: 'gates', namespace } });
  const grant = (...verbs: readonly string[]) =>
    env.client.apply(
      Role,
      { metadata: { name: 'gates', namespace }, rules: [{ apiGroups: [''], resources: ['secrets'], verbs }] },
      { force: true },
    );
  await grant('get');
  await env.client.create(RoleBinding, {
    metadata: { name: 'gates', namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'gates' },
    subjects: [{ kind: 'ServiceAccount', name: 'gates', namespace }],
  });
  const who = { serviceAccount: 'gates', namespace };
  await env.eventuallyAllowed(who, Secret, { namespace, verbs: ['get'] });
  const client = await env.clientAs(who);
  const refused = Promise.withResolvers<void>();
  const clock = new ManualClock(Date.now());
  const logger = { debug() {}, info() {}, error() {}, warn: () => refused.resolve() };
  await using server = await started({ certificate: { from: 'secret', ref, client }, logger, clock });

  await refused.promise;
  expect((await call({ url: server.url, caBundle: one.caBundle }, path, body)).status).toBe(200);
  await grant('get', 'list', 'watch');
  await env.client.patch(Secret, ref, { type: 'merge', body: { data: data(two) } });
  while (server.caBundle !== two.certificate) {
    clock.advance(30_000);
    await setImmediate();
  }

  expect((await call({ url: server.url, caBundle: two.caBundle }, path, body)).status).toBe(200);
});
