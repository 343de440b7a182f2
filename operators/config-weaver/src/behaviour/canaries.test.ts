import { type Context, type Controller, controller, done, type TenantClient } from '@capstan/runtime';
import { ConfigMap, Secret } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync, configMapSyncController } from '../index.ts';
import { startRecordingProxy } from '../test-support/recording-proxy.ts';
import { account, makeSync, openNamespaces, tenantNamespace } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

const canary = 'a-canary-that-sings';
type Leak = (value: string, ctx: Context<typeof ConfigMapSync>, tenant: TenantClient) => unknown;

/** What would let out a value that was read, and where that is noticed. */
const leaks: readonly (readonly [where: string, leak: Leak])[] = [
  ['log', (value, ctx) => ctx.log.info({ value }, 'read')],
  ['metrics', (value, ctx) => ctx.measure('capstan_weaver_refusals_total', 1, { kind: 'ConfigMap', reason: value })],
  ['requests', (value, ctx) => ctx.condition('Ready', false, 'Pending', `read ${value}`)],
  ['requests', (value, ctx) => ctx.event('Normal', 'CopyCreated', `read ${Buffer.from(value).toString('base64')}`)],
  ['requests', (value, _, tenant) => tenant.find(ConfigMap, { name: value, namespace: tenant.user.split(':')[2] ?? '' })],
  ['outcomes and errors', (value) => Promise.reject(Object.assign(new Error('no'), { tried: { value } }))],
  ['diagnostic report', (value) => Promise.reject(new Error(`cannot parse ${value}`))],
];

/** An operator that reads a source as it should, and then lets out what is in it. */
function withLeak(resource: typeof ConfigMap | typeof Secret, leak: Leak): Controller {
  const { definition } = configMapSyncController();
  return controller({
    ...definition,
    for: ConfigMapSync,
    watches: [],
    when: undefined as never,
    async reconcile(sync, ctx) {
      const namespace = sync.metadata.namespace ?? '';
      const tenant = await ctx.as({ serviceAccount: account, namespace });
      await tenant.get(resource, { name: 'app', namespace });
      await leak(canary, ctx as never, tenant); // the same but for what is watched
      return done();
    },
    finalizer: { name: 'weaver.capstan.dev/copies', run: async () => done() },
  });
}

test.for(leaks)('1: a value of a source that is let out fails a test: %s', async ([where, leak]) => {
  const weaver = await weaverEnv({ controllers: () => [withLeak(ConfigMap, leak)] });
  const from = await tenantNamespace(weaver.env, { note: canary });
  const targets = await openNamespaces(weaver.env, from, 1);
  await makeSync(weaver.client, from, { syncToNamespaces: targets });
  await expect.poll(() => weaver.events().some(({ type }) => type === 'reconciled')).toBe(true);

  const ended = weaver[Symbol.asyncDispose]();

  await expect(ended).rejects.toThrow('the operator lets out what is in a ConfigMap or Secret');
  await expect(ended).rejects.toThrow(`${where}: `);
});

test('1: a value of a Secret that is let out fails a test', async () => {
  const weaver = await weaverEnv({ controllers: () => [withLeak(Secret, (value, ctx) => ctx.log.warn({}, value))] });
  const from = await tenantNamespace(weaver.env);
  await weaver.client.create(Secret, { metadata: { name: 'app', namespace: from }, stringData: { password: canary } });
  const targets = await openNamespaces(weaver.env, from, 1);
  await makeSync(weaver.client, from, { syncToNamespaces: targets });
  await expect.poll(() => weaver.events().some(({ type }) => type === 'reconciled')).toBe(true);

  await expect(weaver[Symbol.asyncDispose]()).rejects.toThrow('the operator lets out what is in a ConfigMap or Secret: log: ');
});

test('1: a token that the operator has sent is not to be found in what it puts out', async () => {
  await using proxy = await startRecordingProxy('http://127.0.0.1:1', undefined);
  const token = ['e30', 'e30', 'signature-of-a-token'].join('.');

  await expect(fetch(`${proxy.url}/version`, { headers: { authorization: `Bearer ${token}` } })).rejects.toThrow();

  expect(proxy.canaries.found({ log: `asked with ${token}` })).toHaveLength(1);
  expect(proxy.canaries.found({ log: 'asked with ***' })).toEqual([]);
});
