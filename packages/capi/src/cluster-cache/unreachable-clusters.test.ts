import { inspect } from 'node:util';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { Cluster } from '../generated/kinds.ts';
import { ManualClock } from '../test-support/manual-clock.ts';
import { clusterCache } from './cluster-cache.ts';
import { addCluster, kubeconfigFor, nextChange } from './test-support/workload-clusters.ts';
import { answeringServer, deadAddress, silentServer } from './test-support/workload-servers.ts';

/** The Secret is told of in its own time: where attempts are counted, that it is there must not cause one. */
const onlyByTime = { watchSecrets: false } as const;

const exec = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'id', args: ['s3cret'] } };

test.each([
  ['no YAML', 'users: [{ s3cret', /is not YAML/],
  ['nothing', '', /has nothing under the key value/],
  ['a plugin', kubeconfigFor('https://127.0.0.1:1', exec), /users\[u\]\.user\.exec: runs a command, which is not allowed/],
  ['an auth provider', kubeconfigFor('https://127.0.0.1:1', { 'auth-provider': { name: 's3cret' } }), /user\.auth-provider/],
  ['a token file', kubeconfigFor('https://127.0.0.1:1', { tokenFile: '/etc/s3cret' }), /user\.tokenFile: names a file/],
  ['a bad certificate', kubeconfigFor('https://127.0.0.1:1', { 'client-certificate-data': 's3cret' }), /client-certificate-data/],
])('a kubeconfig with %s is refused, and nothing of it is shown', async (_what, kubeconfig, problem) => {
  await using env = await testEnv({ resources: [Cluster] });
  const web = { namespace: await env.namespace(), name: 'web' };
  await using cache = clusterCache({ client: env.client });
  const refused = nextChange(cache, web, 'unreachable');

  await addCluster(env.client, web, { kubeconfig });

  expect((await refused).problem).toMatch(problem);
  const error = catchError(() => cache.connection(web));
  expect(error).toMatchObject({ code: 'ClusterUnreachable', cause: { code: 'InvalidKubeconfig' } });
  expect(inspect(error, { depth: 9 }) + inspect(cache.health(web))).not.toContain('s3cret');
});

test.each([
  [24_000, 0],
  [30_000, 0.5],
  [36_000, 1],
])('after a failed attempt the next one comes after %i ms when chance says %d, not before', async (ms, chance) => {
  await using env = await testEnv({ resources: [Cluster] });
  await using server = await answeringServer(500);
  const web = { namespace: await env.namespace(), name: 'web' };
  const clock = new ManualClock();
  await using cache = clusterCache({ client: env.client, clock, random: () => chance, ...onlyByTime });
  const failed = nextChange(cache, web, 'unreachable');
  await addCluster(env.client, web, { kubeconfig: kubeconfigFor(server.url) });
  await failed;
  await planned();
  server.answer(200);
  const before = server.contacts;

  clock.advance(ms - 1);
  expect(() => cache.connection(web)).toThrow(expect.objectContaining({ code: 'ClusterUnreachable' }));
  const connected = nextChange(cache, web, 'connected');
  clock.advance(1);
  await connected;

  expect(server.contacts).toBe(before + 1);
});

test('a connection survives four failed probes and ends with the fifth', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using server = await answeringServer();
  const web = { namespace: await env.namespace(), name: 'web' };
  await using cache = clusterCache({ client: env.client, probeInterval: '10ms', retryInterval: '1h', ...onlyByTime });
  const connected = nextChange(cache, web, 'connected');
  await addCluster(env.client, web, { kubeconfig: kubeconfigFor(server.url) });
  const { connection } = await connected;
  const before = server.contacts;

  const lost = nextChange(cache, web, 'unreachable');
  server.answer(503);
  await lost;

  expect(cache.health(web)).toMatchObject({ state: 'unreachable', failures: 5 });
  expect(server.contacts - before).toBeGreaterThanOrEqual(5);
  expect(connection.signal.aborted).toBe(true);
});

test('a refused credential ends a connection at once, and the kubeconfig is read anew at once', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using server = await answeringServer();
  const web = { namespace: await env.namespace(), name: 'web' };
  await using cache = clusterCache({ client: env.client, probeInterval: '10ms', retryInterval: '1h' });
  const connected = nextChange(cache, web, 'connected');
  await addCluster(env.client, web, { kubeconfig: kubeconfigFor(server.url) });
  const { connection } = await connected;

  const refused = nextChange(cache, web, 'unreachable');
  server.answer(401);
  await refused;
  const again = nextChange(cache, web, 'connected');
  server.answer(200);

  expect((await again).connection).not.toBe(connection);
  expect(connection.signal.aborted).toBe(true);
});

test('a user who may not read the root of the API is connected all the same', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using server = await answeringServer(403);
  const web = { namespace: await env.namespace(), name: 'web' };
  await using cache = clusterCache({ client: env.client });
  const connected = nextChange(cache, web, 'connected');

  await addCluster(env.client, web, { kubeconfig: kubeconfigFor(server.url) });

  expect((await connected).connection.cluster).toEqual(web);
});

test('a login page is not an API server', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using server = await answeringServer(302);
  const web = { namespace: await env.namespace(), name: 'web' };
  await using cache = clusterCache({ client: env.client });
  const refused = nextChange(cache, web, 'unreachable');

  await addCluster(env.client, web, { kubeconfig: kubeconfigFor(server.url) });

  expect((await refused).problem).toBe('GET / is answered with 302, which no API server does');
});

test('neither dead nor silent clusters hold up one that is added later', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using silent = await silentServer();
  await using live = await answeringServer();
  const namespace = await env.namespace();
  const limits = { concurrency: 1, probeTimeout: '250ms', retryInterval: '1ms' } as const;
  await using cache = clusterCache({ client: env.client, ...limits });
  const kubeconfigs = { silent: kubeconfigFor(silent.url), dead: kubeconfigFor(deadAddress) };
  for (const [name, kubeconfig] of Object.entries(kubeconfigs)) {
    const failed = nextChange(cache, { namespace, name }, 'unreachable');
    await addCluster(env.client, { namespace, name }, { kubeconfig });
    await failed;
  }

  const connected = nextChange(cache, { namespace, name: 'live' }, 'connected');
  await addCluster(env.client, { namespace, name: 'live' }, { kubeconfig: kubeconfigFor(live.url) });
  await connected;

  expect(cache.connection({ namespace, name: 'live' }).client.server).toBe(live.url);
  for (const name of ['silent', 'dead'])
    expect(() => cache.connection({ namespace, name })).toThrow(`cluster ${namespace}/${name} cannot be reached`);
});

/** What follows a change is planned in the same turn of the event loop in which the change is told. */
const planned = () => new Promise(setImmediate);

function catchError(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}
