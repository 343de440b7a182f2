import { Pod } from '@capstan/schema';
import { aroundCalls, testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { PodFiles } from '../content/pod-files.ts';
import { PodLocalhost } from '../pods/pod-localhost.ts';
import { paceOf } from './pace.ts';
import { work } from './worker.ts';

test('a plugin of whose container nothing is known yet has not ended', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const [plugin, container] = [
    { name: 'plugin', image: 'x' },
    { name: 'sonobuoy-worker', image: 'y' },
  ];
  const pod = await env.client.create(Pod, {
    metadata: { name: 'plugin-pod', namespace },
    spec: { containers: [plugin, container] },
  });
  const lookedThrice = Promise.withResolvers<void>();
  let looks = 0;
  const client = aroundCalls(env.client, 'find', (call) => {
    if (++looks === 3) lookedThrice.resolve();
    return call();
  });
  const stopping = new AbortController();
  const files = new PodFiles([]);
  const variables = { RESULTS_DIR: '/results', AGGREGATOR_URL: 'https://127.0.0.1:1', SONOBUOY_PROGRESS_PORT: '8099' };
  const environment = {
    ...variables,
    SONOBUOY_NS: namespace,
    SONOBUOY_PLUGIN_POD: 'plugin-pod',
    SONOBUOY_WORKER_CONTAINER: container.name,
  };
  const localhost = new PodLocalhost();
  const command = ['/sonobuoy', 'worker', 'global'];
  const log = () => undefined;
  const { signal } = stopping;

  const working = work({ pod, container, command, env: environment, files, localhost, client, signal, log }, paceOf(1000));
  await Promise.race([lookedThrice.promise, working]);
  stopping.abort();

  expect(await working).toBe(0);
  expect(files.list('/results')).toEqual([]);
});
