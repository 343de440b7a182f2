import { type Context, controller, done } from '@capstan/runtime';
import { ConfigMap } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { extension } from '../extension/extension.ts';
import { retry } from '../hooks/answer.ts';
import { hook } from '../hooks/define-hook.ts';
import { call } from '../test-support/call.ts';
import { recorded } from '../test-support/recorded-hooks.ts';
import { temporaryFolder } from '../test-support/serving.ts';
import type { ExtensionServer } from './extension-server.ts';
import { runExtensions } from './run-extensions.ts';

const { path, body } = recorded('BeforeClusterCreate');

test('a hook writes, a controller goes on with it, and both end with the signal', async () => {
  await using env = await testEnv();
  await using folder = await temporaryFolder();
  const namespace = await env.namespace();
  const stopping = new AbortController();
  const serving = Promise.withResolvers<ExtensionServer>();
  const ended = runExtensions({
    extensions: [noting(namespace)],
    client: env.client.with({ fieldManager: 'noting' }),
    certificate: { from: 'selfManaged', names: ['127.0.0.1'], keep: { directory: folder.path } },
    listen: { host: '127.0.0.1', port: 0 },
    leaderElection: { name: 'noting', namespace },
    signal: stopping.signal,
    onServing: serving.resolve,
  });
  const server = await serving.promise;

  const answer = await call(server, path, body);
  const noted = await env.eventually(ConfigMap, { name: 'noted', namespace }, ({ data }) => data?.['seen'] === 'hooked');
  stopping.abort();
  await ended;

  expect(answer.json).toMatchObject({ status: 'Success', message: 'noted', retryAfterSeconds: 5 });
  expect(noted.data).toEqual({ seen: 'hooked' });
  await expect(call(server, path, body)).rejects.toThrow('ECONNREFUSED');
});

/** Writes the name of a cluster down, and a controller copies it. */
function noting(namespace: string) {
  const note = hook('BeforeClusterCreate', { name: 'beforeclustercreate' }, async ({ cluster }, { client, signal }) => {
    await client.apply(ConfigMap, { metadata: { name: 'asked', namespace }, data: { name: cluster.metadata.name } }, { signal });
    return retry(5, 'noted');
  });
  const copy = controller({
    name: 'copy',
    for: ConfigMap,
    writes: [ConfigMap],
    async reconcile({ metadata, data }, context: Context<typeof ConfigMap, never, typeof ConfigMap>) {
      if (metadata.name !== 'asked' || metadata.namespace !== namespace) return done();
      await context.apply(ConfigMap, { metadata: { name: 'noted', namespace }, data: { seen: data?.['name'] ?? '' } });
      return done();
    },
  });
  return extension({ name: 'noting', handlers: [note], controllers: [copy] });
}

test('without controllers it serves until the signal, which may have come already', async () => {
  await using env = await testEnv();
  await using folder = await temporaryFolder();

  await runExtensions({
    extensions: [extension({ name: 'idle', handlers: [] })],
    client: env.client,
    certificate: { from: 'selfManaged', names: ['127.0.0.1'], keep: { directory: folder.path } },
    listen: { host: '127.0.0.1', port: 0 },
    signal: AbortSignal.abort(),
  });
});
