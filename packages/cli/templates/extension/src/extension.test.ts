import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { callHook, type HookEndpoint, startExtensionServer } from '@capstan/capi';
import { buildRequest, sampleCluster, topologyCluster, verifyExtension } from '@capstan/extension-kit';
import { holdAnnotation, runtimeExtension } from './extension.ts';

/** The extension as Cluster API finds it, on a port of this machine. */
async function served(): Promise<AsyncDisposable & { readonly endpoint: HookEndpoint }> {
  const directory = await mkdtemp(join(tmpdir(), 'my-extension-'));
  const server = await startExtensionServer({
    extensions: [runtimeExtension],
    certificate: { from: 'selfManaged', names: ['127.0.0.1'], keep: { directory } },
    listen: { host: '127.0.0.1', port: 0 },
  });
  return {
    endpoint: { url: server.url, caBundle: server.caBundle },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function upgradeOf(annotations: Readonly<Record<string, string>>) {
  const sample = sampleCluster();
  const cluster = topologyCluster({ ...sample, metadata: { ...sample.metadata, annotations } });
  const request = buildRequest('BeforeClusterUpgrade', cluster, { to: 'v1.35.0' });
  return { hook: 'BeforeClusterUpgrade', handler: 'before-cluster-upgrade', request } as const;
}

test('an upgrade goes on when nobody holds it', async () => {
  await using extension = await served();

  const response = await callHook(extension.endpoint, upgradeOf({}));

  assert.equal(response.status, 'Success');
  assert.equal(response.retryAfterSeconds, 0);
});

test('an upgrade waits while the annotation is there, and says why', async () => {
  await using extension = await served();

  const response = await callHook(extension.endpoint, upgradeOf({ [holdAnnotation]: 'quarter end' }));

  assert.equal(response.retryAfterSeconds, 30);
  assert.match(response.message ?? '', /quarter end$/);
});

test('Cluster API accepts all that it answers', async () => {
  await using extension = await served();

  for await (const { rule, result, detail, hint } of verifyExtension({ endpoint: extension.endpoint }))
    assert.notEqual(result, 'fail', `${rule}: ${detail}. ${hint}`);
});
