import { Agent, request } from 'node:https';
import type { Client } from '@capstan/client';
import { ConfigMap } from '@capstan/schema';
import { parse } from 'yaml';

/** Changes that are not counted, first. */
const warmUp = 5;

export interface FanOut {
  readonly p50: number;
  readonly p99: number;
}

/** Time from sending one change until each of many watchers has it, in ms, over several changes. */
export async function fanOut(
  client: Client,
  options: { readonly kubeconfig: string; readonly namespace: string; readonly watchers: number; readonly rounds: number },
): Promise<FanOut> {
  const { kubeconfig, namespace, watchers, rounds } = options;
  const latencies: number[] = [];
  let sent = 0;
  let arrived = 0;
  let everyone = Promise.withResolvers<void>();
  const onEvent = () => {
    latencies.push(performance.now() - sent);
    arrived += 1;
    if (arrived === watchers) everyone.resolve();
  };
  await client.create(ConfigMap, { metadata: { name: 'watched', namespace }, data: { round: 'none' } });
  const { metadata } = await client.listPage(ConfigMap, { namespace, pageSize: 1, fields: 'metadata.name=watched' });
  const path = `/api/v1/namespaces/${namespace}/configmaps?watch=true&fieldSelector=metadata.name%3Dwatched&resourceVersion=${metadata.resourceVersion}`;
  await using _connections = await openWatches(kubeconfig, path, watchers, onEvent);
  for (let round = -warmUp; round < rounds; round++) {
    if (round === 0) latencies.length = 0;
    arrived = 0;
    everyone = Promise.withResolvers<void>();
    sent = performance.now();
    await client.patch(ConfigMap, { name: 'watched', namespace }, { type: 'merge', body: { data: { round: String(round) } } });
    await everyone.promise;
  }
  latencies.sort((a, b) => a - b);
  return { p50: latencies[Math.floor(latencies.length * 0.5)] ?? 0, p99: latencies[Math.floor(latencies.length * 0.99)] ?? 0 };
}

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } }];
  readonly users: readonly [
    {
      readonly user: {
        readonly token?: string;
        readonly 'client-certificate-data'?: string;
        readonly 'client-key-data'?: string;
      };
    },
  ];
}

async function openWatches(kubeconfig: string, path: string, count: number, onEvent: () => void): Promise<AsyncDisposable> {
  const config = parse(kubeconfig) as Kubeconfig; // of a server that the benchmark started
  const { cluster } = config.clusters[0];
  const { user } = config.users[0];
  const decoded = (text: string | undefined) => (text === undefined ? undefined : Buffer.from(text, 'base64'));
  const agent = new Agent({
    ca: decoded(cluster['certificate-authority-data']),
    cert: decoded(user['client-certificate-data']),
    key: decoded(user['client-key-data']),
    maxSockets: Infinity,
  });
  const headers = user.token === undefined ? {} : { authorization: `Bearer ${user.token}` };
  const open = () =>
    new Promise<void>((resolve, reject) => {
      const call = request(cluster.server + path, { agent, headers }, (response) => {
        resolve();
        response.on('data', onEvent);
        response.on('error', () => undefined); // closed below
      });
      call.on('error', reject);
      call.end();
    });
  for (let opened = 0; opened < count; opened += 50)
    await Promise.all(Array.from({ length: Math.min(50, count - opened) }, open));
  return {
    [Symbol.asyncDispose]: async () => agent.destroy(),
  };
}
