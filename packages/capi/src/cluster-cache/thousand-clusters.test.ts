import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { Cluster } from '../generated/kinds.ts';
import { type ClusterCache, clusterCache } from './cluster-cache.ts';
import { addCluster, kubeconfigFor } from './test-support/workload-clusters.ts';
import { answeringServer, deadAddress, silentServer } from './test-support/workload-servers.ts';

const total = 1000;
/** Of each ten clusters one is dead and one is silent. */
const kinds = ['dead', 'silent', 'live', 'live', 'live', 'live', 'live', 'live', 'live', 'live'] as const;

test('a thousand clusters, dead and silent ones among them, are connected and looked after together', async () => {
  await using env = await testEnv({ resources: [Cluster] });
  await using live = await answeringServer();
  await using silent = await silentServer();
  const namespace = await env.namespace();
  const addresses = { live: live.url, silent: silent.url, dead: await deadAddress() };
  const names = Array.from({ length: total }, (_, index) => `c-${index}`);
  const add = async (name: string, index: number) => {
    const kubeconfig = kubeconfigFor(addresses[kinds[index % kinds.length] ?? 'live']);
    await addCluster(env.client, { namespace, name }, { kubeconfig });
  };
  for (let start = 0; start < total; start += 50)
    await Promise.all(names.slice(start, start + 50).map((name, index) => add(name, start + index)));

  await using cache = clusterCache({ client: env.client, probeTimeout: '500ms', probeInterval: '1s', retryInterval: '1s' });
  const told = await untilTold(cache, total);

  expect(told.connected).toBe(800);
  expect(told.unreachable).toBe(200);
  const asked = performance.now();
  for (const name of names) cache.health({ namespace, name });
  expect(() => cache.connection({ namespace, name: 'c-1' })).toThrow(expect.objectContaining({ code: 'ClusterUnreachable' }));
  expect(performance.now() - asked).toBeLessThan(100);

  // Every live cluster is probed again although the dead and the silent ones are tried again all the time.
  const since = Date.now();
  const isProbed = (name: string) => (cache.health({ namespace, name })?.lastSuccess ?? 0) > since;
  while (names.filter(isProbed).length < 800) await live.contact();
  const states = names.map((name) => cache.health({ namespace, name })?.state);
  expect(states.filter((state) => state === 'connected')).toHaveLength(800);
}, 120_000);

/** How many were told to be what, once each cluster was told of. */
function untilTold(cache: ClusterCache, count: number): Promise<{ readonly connected: number; readonly unreachable: number }> {
  const { promise, resolve } = Promise.withResolvers<{ connected: number; unreachable: number }>();
  const states = new Map<string, string>();
  const subscription = cache.subscribe(({ type, cluster }) => {
    states.set(cluster.name, type);
    if (states.size < count) return;
    subscription[Symbol.dispose]();
    const countOf = (state: string) => [...states.values()].filter((found) => found === state).length;
    resolve({ connected: countOf('connected'), unreachable: countOf('unreachable') });
  });
  return promise;
}
