import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Contender, startEmbedded, startReal } from './control-planes.ts';
import { type FanOut, fanOut } from './fan-out.ts';
import { type Figures, median, printFigures } from './figures.ts';
import { firstCopyMs } from './first-copy.ts';
import { residentMegabytes } from './memory.ts';
import { appliesPerSecond, createsPerSecond, makeNamespace } from './writes.ts';

const objects = 10_000;
const programs = { embedded: ['node'], real: ['kube-apiserver', 'etcd'] };

async function measure(start: () => Promise<Contender>, names: readonly string[]): Promise<Figures> {
  const starts: number[] = [];
  for (let round = 0; round < 4; round++) {
    await using started = await start();
    if (round > 0) starts.push(started.startMs); // the first one reads programs from disk and fills caches
  }
  await using contender = await start();
  const { client, kubeconfig } = contender;
  const idle = residentMegabytes(names);
  const namespace = 'bench';
  await makeNamespace(client, namespace);
  await makeNamespace(client, 'single');
  await createsPerSecond(client, { namespace: 'single', writers: 8, count: 500 }); // warm-up
  await makeNamespace(client, 'one');
  const one = await createsPerSecond(client, { namespace: 'one', writers: 1, count: 2_000 });
  const many = await createsPerSecond(client, { namespace, writers: 32, count: objects });
  const applies = await appliesPerSecond(client, { namespace: 'single', writers: 32, count: 5_000 });
  const lists: number[] = [];
  for (let round = 0; round < 5; round++) lists.push(await listMs(contender, namespace));
  const fanOuts: FanOut[] = [];
  for (const round of ['first', 'second', 'third']) {
    await makeNamespace(client, round);
    fanOuts.push(await fanOut(client, { kubeconfig, namespace: round, watchers: 500, rounds: 100 }));
  }
  return {
    'start to ready, ms': median(starts),
    'creates/s, 1 writer': one,
    'creates/s, 32 writers': many,
    'applies/s, 32 writers': applies,
    'list of 10,000, ms': median(lists),
    '1 change to 500 watchers, p50 ms': median(fanOuts.map(({ p50 }) => p50)),
    '1 change to 500 watchers, p99 ms': median(fanOuts.map(({ p99 }) => p99)),
    'memory idle, MB': idle,
    'memory after, MB': residentMegabytes(names),
  };
}

async function listMs({ client }: Contender, namespace: string): Promise<number> {
  const started = performance.now();
  await client.request({ method: 'GET', path: `/api/v1/namespaces/${namespace}/configmaps` });
  return performance.now() - started;
}

/** Prints our control plane beside kube-apiserver and etcd. */
export async function printApiServers(): Promise<void> {
  const assets = process.env['KUBEBUILDER_ASSETS'] ?? new URL('../.cache/real/bin', import.meta.url).pathname;
  const hasPeer = existsSync(join(assets, 'kube-apiserver'));
  if (!hasPeer) console.log(`no kube-apiserver in ${assets}: figures without a peer (npm run real:install builds it)\n`);
  const ours = await measure(startEmbedded, programs.embedded);
  const theirs = hasPeer ? await measure(() => startReal(assets), programs.real) : undefined;
  printFigures(ours, theirs, 'kube-apiserver + etcd');
  console.log(`\nnpm start to its first synced copy: ${(await firstCopyMs()).toFixed(0)} ms`);
}
