// config-weaver as a process of its own, for the benchmark: its argument is a kubeconfig; it says when it works.
import { createClient, loadKubeconfig } from '@capstan/client';
import { configMapSync, secretSync } from '@capstan/config-weaver';
import { run } from '@capstan/runtime';

const [path = ''] = process.argv.slice(2);
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
await using client = createClient(await loadKubeconfig({ path }));
await run({
  client,
  controllers: [configMapSync, secretSync],
  signal: stopping.signal,
  observe: ({ type }) => {
    if (type === 'ready') console.log('running');
  },
});
