import { ConfigMapSync } from '@capstan/config-weaver';
import { ClusterRoleBinding, ConfigMap, Namespace, RoleBinding, ServiceAccount } from '@capstan/schema';
import type { Contender } from './control-planes.ts';
import { median } from './figures.ts';
import { account, allCopies, changeOnce, type MadeSync, ownedBy, targetName } from './weaver-load.ts';
import { startWeaver } from './weaver-operator.ts';

const samples = 7;
const refused = { tenants: 4, syncs: 3, targets: 3_000 } as const;

type Tell = (name: string, value: number) => void;

/** How long a sync waits for its one copy while another tenant's many targets are written, or refused to many others. */
export async function measureTurns(contender: Contender, big: MadeSync, tell: Tell): Promise<void> {
  const { client } = contender;
  await using _operator = await startWeaver(contender);
  const neighbour = await makeTenant(contender, 'neighbour');
  await letIn(contender, neighbour);
  await client.create(ConfigMap, { metadata: { name: 'shared', namespace: neighbour }, data: { round: '0' } });
  await waitOnce(contender, neighbour, 'warm-up'); // its token, and the operator's connections
  tellWaits(tell, 'another tenant waits while nothing happens', await waitsDuring(contender, 'idle'));
  const changing = changeOnce(contender, big);
  tellWaits(
    tell,
    `another tenant waits while ${big.targets} targets are written`,
    await waitsDuring(contender, 'writes', changing),
  );
  await makeRefused(contender);
  const { tenants, syncs, targets } = refused;
  const what = `another tenant waits while ${tenants} x ${syncs} syncs of ${targets} targets are refused`;
  tellWaits(tell, what, await waitsDuring(contender, 'refusals'));
}

function tellWaits(tell: Tell, what: string, waits: readonly number[]): void {
  tell(`${what}, ms`, median(waits));
  tell(`${what}, ms at most`, Math.max(...waits));
}

/** Several waits, one after the other. `work` is what goes on meanwhile, until it ends. */
async function waitsDuring(contender: Contender, name: string, work?: Promise<unknown>): Promise<readonly number[]> {
  let isOver = false;
  const over = work?.then(() => (isOver = true));
  const waits: number[] = [];
  while (waits.length < samples && !isOver) waits.push(await waitOnce(contender, 'neighbour', `${name}-${waits.length}`));
  await over;
  return waits;
}

/** From the creation of a sync to its only copy. */
async function waitOnce({ client }: Contender, namespace: string, name: string): Promise<number> {
  const spec = {
    source: { name: 'shared' },
    targetName: name,
    syncToNamespaces: [targetName(0)],
    serviceAccount: { name: account },
  };
  const started = performance.now();
  const { metadata } = await client.create(ConfigMapSync, { metadata: { name, namespace }, spec });
  await allCopies(client, { labels: ownedBy(metadata.uid), count: 1, round: '0' }).complete;
  return performance.now() - started;
}

async function makeTenant({ client }: Contender, namespace: string): Promise<string> {
  await client.create(Namespace, { metadata: { name: namespace } });
  await client.create(ServiceAccount, { metadata: { name: account, namespace } });
  return namespace;
}

/** Gives a tenant the rights that the first one has. */
async function letIn({ client }: Contender, namespace: string): Promise<void> {
  await client.create(ClusterRoleBinding, {
    metadata: { name: `weaver-everywhere-${namespace}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'weaver-everywhere' },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  });
}

async function letRead({ client }: Contender, namespace: string): Promise<void> {
  await client.create(RoleBinding, {
    metadata: { name: 'weaver', namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'weaver-everywhere' },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  });
}

/** Syncs that read their source and are let in nowhere else. */
async function makeRefused(contender: Contender): Promise<void> {
  const { client } = contender;
  const syncToNamespaces = Array.from({ length: refused.targets }, (_, index) => targetName(index));
  for (let index = 0; index < refused.tenants; index++) {
    const namespace = await makeTenant(contender, `refused-${index}`);
    await client.create(ConfigMap, { metadata: { name: 'shared', namespace }, data: { round: '0' } });
    await letRead(contender, namespace);
    for (let sync = 0; sync < refused.syncs; sync++) {
      const name = `shared-${sync}`;
      const spec = { source: { name: 'shared' }, targetName: name, syncToNamespaces, serviceAccount: { name: account } };
      await client.create(ConfigMapSync, { metadata: { name, namespace }, spec });
    }
  }
}
