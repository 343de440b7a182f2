import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { silentLogger } from '@capstan/runtime';
import { ClusterRole, ClusterRoleBinding, ConfigMap, Secret, ServiceAccount } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { clusterSecretKey } from '../api/kubeconfig-secret.ts';
import { Cluster } from '../generated/kinds.ts';
import { clusterCache } from './cluster-cache.ts';
import { clusterCacheRules } from './cluster-cache-rules.ts';
import { kubeconfigSecretAnnotation } from './kubeconfig-source.ts';
import { addCluster, kubeconfigFor, nextChange, writeKubeconfig } from './test-support/workload-clusters.ts';
import { answeringServer } from './test-support/workload-servers.ts';

test('a cluster is connected when it has infrastructure and a kubeconfig, with no more rights than the rules say', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using workload = await testEnv({ controlPlane: 'embedded' });
  const namespace = await env.namespace();
  await env.client.create(ServiceAccount, { metadata: { name: 'cache', namespace } });
  await env.client.create(ClusterRole, { metadata: { name: `cache-${namespace}` }, rules: clusterCacheRules() });
  await env.client.create(ClusterRoleBinding, {
    metadata: { name: `cache-${namespace}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `cache-${namespace}` },
    subjects: [{ kind: 'ServiceAccount', name: 'cache', namespace }],
  });
  await using cache = clusterCache({ client: await env.clientAs({ serviceAccount: 'cache', namespace }) });
  const web = { namespace, name: 'web' };
  const connected = nextChange(cache, web, 'connected');

  await addCluster(env.client, web, { kubeconfig: await readFile(workload.kubeconfigPath, 'utf8') });
  await connected;

  const { client } = cache.connection(web);
  const there = await workload.namespace();
  await client.create(
    ConfigMap,
    { metadata: { name: 'seen', namespace: there }, data: { by: 'cache' } },
    { fieldManager: 'test' },
  );
  expect((await workload.client.get(ConfigMap, { name: 'seen', namespace: there })).data).toEqual({ by: 'cache' });
  expect(cache.health(web)).toMatchObject({ state: 'connected', failures: 0, lastSuccess: expect.any(Number) });
});

test('what is not connected is said at once, with the reason', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  const namespace = await env.namespace();
  await env.client.create(Cluster, { metadata: { name: 'new', namespace }, spec: { paused: false } });
  const cache = clusterCache({ client: env.client });

  expect(() => cache.connection({ namespace, name: 'new' })).toThrow(/cannot be reached: Clusters are still being read/);
  await cache.synced;
  expect(() => cache.connection({ namespace, name: 'new' })).toThrow(/its infrastructure is not provisioned yet/);
  expect(cache.health({ namespace, name: 'new' })).toEqual({ state: 'waiting', failures: 0 });
  expect(() => cache.connection({ namespace, name: 'none' })).toThrow(
    expect.objectContaining({
      code: 'ClusterUnreachable',
      message: `cluster ${namespace}/none cannot be reached: there is no such Cluster`,
    }),
  );
  expect(cache.health({ namespace, name: 'none' })).toBeUndefined();

  await cache[Symbol.asyncDispose]();
  expect(() => cache.connection({ namespace, name: 'new' })).toThrow(/its connections have ended/);
});

test('a kubeconfig that comes late is used at once, and so is another one that replaces it', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using first = await answeringServer();
  await using second = await answeringServer();
  const namespace = await env.namespace();
  const web = { namespace, name: 'web' };
  const secret = { namespace, name: 'web-kubeconfig' };
  await using cache = clusterCache({ client: env.client, retryInterval: '1h', probeInterval: '1h' });

  const early = nextChange(cache, web, 'unreachable');
  await addCluster(env.client, web);
  expect((await early).problem).toBe(`Secret ${namespace}/web-kubeconfig does not exist`);
  const late = nextChange(cache, web, 'connected');
  await writeKubeconfig(env.client, secret, 'web', kubeconfigFor(first.url));
  const { connection } = await late;
  expect(connection.client.server).toBe(first.url);

  const replaced = nextChange(cache, web, 'connected');
  await writeKubeconfig(env.client, secret, 'web', kubeconfigFor(second.url));
  await replaced;
  expect(cache.connection(web).client.server).toBe(second.url);
  expect(connection.signal).toMatchObject({ aborted: true, reason: { message: 'the kubeconfig was replaced' } });
});

test('a connection that works is kept when the new kubeconfig does not', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using server = await answeringServer();
  await using wrong = await answeringServer(500);
  const namespace = await env.namespace();
  const web = { namespace, name: 'web' };
  await using cache = clusterCache({ client: env.client, retryInterval: '10ms', probeInterval: '1h' });
  const connected = nextChange(cache, web, 'connected');
  await addCluster(env.client, web, { kubeconfig: kubeconfigFor(server.url) });
  const { connection } = await connected;

  const tried = wrong.contact();
  await writeKubeconfig(env.client, { namespace, name: 'web-kubeconfig' }, 'web', kubeconfigFor(wrong.url));
  await tried;
  await wrong.contact(); // so the first attempt is over

  expect(cache.health(web)).toMatchObject({ state: 'connected', problem: expect.stringContaining('500') });
  expect(cache.connection(web)).toBe(connection);
  expect(connection.signal.aborted).toBe(false);
});

test('a kubeconfig that turns into rubbish is told for as long as it is, and its content is not', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using server = await answeringServer();
  const namespace = await env.namespace();
  const web = { namespace, name: 'web' };
  const secret = { namespace, name: 'web-kubeconfig' };
  const warnings: string[] = [];
  const logger = {
    ...silentLogger,
    warn: (fields: object, message: string) => void warnings.push(JSON.stringify({ ...fields, message })),
  };
  await using cache = clusterCache({ client: env.client, logger, retryInterval: '10ms', probeInterval: '10ms' });
  const connected = nextChange(cache, web, 'connected');
  await addCluster(env.client, web, { kubeconfig: kubeconfigFor(server.url) });
  const { connection } = await connected;

  await writeKubeconfig(env.client, secret, 'web', 'token: s3cret: s3cret');
  while (cache.health(web)?.problem === undefined) await setImmediate(); // until it was read
  for (let probes = 0; probes < 3; probes++) await server.contact();
  const during = cache.health(web);
  await writeKubeconfig(env.client, secret, 'web', kubeconfigFor(server.url));
  while (cache.health(web)?.problem !== undefined) await setImmediate(); // until it was read

  expect(during).toMatchObject({
    state: 'connected',
    failures: 0,
    problem: expect.stringContaining('web-kubeconfig holds no usable'),
  });
  expect(warnings).toEqual([expect.stringContaining('web-kubeconfig holds no usable kubeconfig')]);
  expect(warnings[0]).not.toContain('s3cret');
  expect(cache.connection(web)).toBe(connection);
});

test('an annotation names another Secret of the same namespace', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using proxy = await answeringServer();
  await using direct = await answeringServer();
  const namespace = await env.namespace();
  const web = { namespace, name: 'web' };
  await writeKubeconfig(env.client, { namespace, name: 'by-proxy' }, 'web', kubeconfigFor(proxy.url));
  await using cache = clusterCache({ client: env.client });
  const connected = nextChange(cache, web, 'connected');
  await addCluster(env.client, web, {
    kubeconfig: kubeconfigFor(direct.url),
    annotations: { [kubeconfigSecretAnnotation]: 'by-proxy' },
  });
  expect((await connected).connection.client.server).toBe(proxy.url);

  const moved = nextChange(cache, web, 'connected');
  await env.client.patch(Cluster, web, {
    type: 'merge',
    body: { metadata: { annotations: { [kubeconfigSecretAnnotation]: null } } },
  });
  expect((await moved).connection.client.server).toBe(direct.url);
});

test('a Secret that the annotation names is looked at again, where it lacks the label by which Secrets are followed', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using first = await answeringServer();
  await using second = await answeringServer();
  const namespace = await env.namespace();
  const web = { namespace, name: 'web' };
  const write = (url: string) =>
    env.client.apply(Secret, {
      metadata: { name: 'by-hand', namespace },
      data: { [clusterSecretKey]: Buffer.from(kubeconfigFor(url)).toString('base64') },
    });
  await write(first.url);
  await using cache = clusterCache({ client: env.client, retryInterval: '10ms', probeInterval: '1h' });
  const connected = nextChange(cache, web, 'connected');
  await addCluster(env.client, web, { annotations: { [kubeconfigSecretAnnotation]: 'by-hand' } });
  await connected;

  const replaced = nextChange(cache, web, 'connected');
  await write(second.url);

  expect((await replaced).connection.client.server).toBe(second.url);
});

test('when the Cluster goes, so does the connection', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using server = await answeringServer();
  const namespace = await env.namespace();
  const web = { namespace, name: 'web' };
  await using cache = clusterCache({ client: env.client });
  const connected = nextChange(cache, web, 'connected');
  await addCluster(env.client, web, { kubeconfig: kubeconfigFor(server.url) });
  const { connection } = await connected;

  const gone = nextChange(cache, web, 'gone');
  await env.client.delete(Cluster, web);
  await gone;

  expect(connection.signal.aborted).toBe(true);
  expect(cache.health(web)).toBeUndefined();
  expect(() => cache.connection(web)).toThrow(/there is no such Cluster/);
});

test('the signal ends everything, and a listener that throws disturbs nobody', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using server = await answeringServer();
  const namespace = await env.namespace();
  const web = { namespace, name: 'web' };
  const ending = new AbortController();
  await using cache = clusterCache({ client: env.client, signal: ending.signal });
  cache.subscribe(() => {
    throw new Error('careless');
  });
  const connected = nextChange(cache, web, 'connected');
  await addCluster(env.client, web, { kubeconfig: kubeconfigFor(server.url) });
  const { connection } = await connected;

  ending.abort();

  expect(connection.signal.aborted).toBe(true);
  expect(() => cache.connection(web)).toThrow(/its connections have ended/);
});
