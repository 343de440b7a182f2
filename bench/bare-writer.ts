// Writes copies as config-weaver does and does nothing else: the server's own limit. A process of its own, as the operator is;
// told by messages what to write, it says when it is done.
import { createClient, loadKubeconfig } from '@capstan/client';
import { serviceAccountClient } from '@capstan/runtime';
import { ConfigMap, type ObjectMeta } from '@capstan/schema';
import { account, inParallel, targetName, tenant } from './weaver-load.ts';

/** What the benchmark asks for. */
export interface BareWrites {
  readonly count: number;
  readonly round: string;
}

const name = 'bare';
const [path = ''] = process.argv.slice(2);
const client = createClient(await loadKubeconfig({ path }));
const writer = serviceAccountClient(client, { serviceAccount: account, namespace: tenant }).with({ fieldManager: 'bare' });
const written = new Map<number, ObjectMeta>();

/** As large as the marks of a copy. */
const marks = (round: string) => ({
  labels: { 'bench.capstan.dev/bare': 'true', 'app.kubernetes.io/managed-by': 'bare' },
  annotations: {
    'bench.capstan.dev/owner-uid': '00000000-0000-0000-0000-000000000000',
    'bench.capstan.dev/owner-kind': 'ConfigMapSync',
    'bench.capstan.dev/owner-name': 'source-00000',
    'bench.capstan.dev/owner-namespace': tenant,
    'bench.capstan.dev/origin': `${tenant}/source-00000`,
    'bench.capstan.dev/path': `${tenant}/source-00000`,
    'bench.capstan.dev/revision': round.padStart(16, '0'),
  },
});

async function write(index: number, round: string): Promise<void> {
  const ref = { name, namespace: targetName(index) };
  const seen = written.get(index);
  const { labels, annotations } = marks(round);
  const data = { round };
  if (seen) {
    const { uid, resourceVersion } = seen;
    const body = { metadata: { uid, resourceVersion, labels, annotations }, data };
    written.set(index, (await writer.patch(ConfigMap, ref, { type: 'merge', body })).metadata);
  } else written.set(index, (await writer.create(ConfigMap, { metadata: { ...ref, labels, annotations }, data })).metadata);
}

process.on('message', ({ count, round }: BareWrites) => {
  void inParallel(count, (index) => write(index, round)).then(() => process.send?.('done'));
});
process.once('disconnect', () => void client[Symbol.asyncDispose]());
process.send?.('ready');
