import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { Cluster } from '../generated/kinds.ts';
import { clusterCache } from './cluster-cache.ts';
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
  const addresses = { live: live.url, silent: silent.url, dead: deadAddress };
  const names = Array.from({ length: total }, (_, index) => `c-${index}`);
  const add = async (name: string, index: number) => {
    const kubeconfig = kubeconfigFor(addresses[kinds[index % kinds.length] ?? 'live']);
    await addCluster(env.client, { namespace, name }, { kubeconfig });
  };
  for (let start = 0; start < total; start += 50)
    await Promise.all(names.slice(start, start + 50).map((name, index) => add(name, start + index)));

  // A live one that is too slow on a busy machine is tried again: what counts is where each one gets to, not when. Looks are not so
  // frequent that looking a thousand times takes all of such a machine.
  await using cache = clusterCache({ client: env.client, probeTimeout: '8s', probeInterval: '8s', retryInterval: '6s' });
  const stateOf = (name: string) => cache.health({ namespace, name })?.state;
  await expect.poll(() => tally(names.map(stateOf)), limit).toEqual({ connected: 800, unreachable: 200 });
  expect(() => cache.connection({ namespace, name: 'c-1' })).toThrow(expect.objectContaining({ code: 'ClusterUnreachable' }));

  // Every live cluster is probed again although the dead and the silent ones are tried again all the time.
  const since = Date.now();
  const isLive = (name: string) => {
    const { state, lastSuccess = 0 } = cache.health({ namespace, name }) ?? {};
    return state === 'connected' && lastSuccess > since;
  };
  await expect.poll(() => names.filter(isLive).length, limit).toBe(800);
}, 300_000);

/** For a machine that has a lot else to do; a quiet one needs a tenth of it. */
const limit = { timeout: 120_000, interval: 100 };

/** How many there are of each. */
function tally(states: readonly (string | undefined)[]): Readonly<Record<string, number>> {
  const groups = Map.groupBy(states, String);
  return Object.fromEntries([...groups].map(([state, { length }]) => [state, length]));
}
