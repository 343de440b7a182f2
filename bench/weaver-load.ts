import type { Client } from '@capstan/client';
import { ConfigMapSync, configWeaverManifests } from '@capstan/config-weaver';
import { ClusterRole, ClusterRoleBinding, ConfigMap, Namespace, ServiceAccount } from '@capstan/schema';
import type { Contender } from './control-planes.ts';

export const tenant = 'tenant';
export const account = 'weaver';
const parallel = 32;
export const targetName = (index: number) => `target-${String(index).padStart(5, '0')}`;

/** A tenant that may write everywhere, and namespaces to write to. */
export async function makeTargets({ client }: Contender, count: number): Promise<void> {
  for (const manifest of configWeaverManifests({ image: 'none' }).filter(({ kind }) => kind !== 'Deployment'))
    await client.apply(await client.discovery.resourceFor(manifest), manifest as never, { force: true }); // plain JSON of any kind
  await client.create(Namespace, { metadata: { name: tenant } });
  await client.create(ServiceAccount, { metadata: { name: account, namespace: tenant } });
  const name = 'weaver-everywhere';
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'create', 'patch', 'delete'] }];
  await client.create(ClusterRole, { metadata: { name }, rules });
  await client.create(ClusterRoleBinding, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: tenant }],
  });
  await inParallel(count, (index) => client.create(Namespace, { metadata: { name: targetName(index) } }));
}

/** So many calls, as many at a time as the operator sends. */
export async function inParallel(count: number, call: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let index = next++; index < count; index = next++) await call(index);
  };
  await Promise.all(Array.from({ length: parallel }, work));
}

export interface MadeSync {
  readonly name: string;
  readonly uid: string;
  readonly targets: number;
  /** From the creation of the sync to its last copy. */
  readonly firstMs: number;
}

/** Makes a source and a sync of it, and waits for its copies. */
export async function syncTo({ client }: Contender, targets: number, name = `source-${targets}`): Promise<MadeSync> {
  await client.create(ConfigMap, { metadata: { name, namespace: tenant }, data: { round: '0' } });
  const syncToNamespaces = Array.from({ length: targets }, (_, index) => targetName(index));
  const started = performance.now();
  const spec = { source: { name }, syncToNamespaces, serviceAccount: { name: account } };
  const { metadata } = await client.create(ConfigMapSync, { metadata: { name, namespace: tenant }, spec });
  await allCopies(client, { labels: ownedBy(metadata.uid), count: targets, round: '0' }).complete;
  const firstMs = performance.now() - started;
  await untilReady(client, name);
  return { name, uid: metadata.uid, targets, firstMs };
}

/** Of namespaces that a selector matches, made one after the other: from the creation of each to its copy. */
export async function newNamespaces({ client }: Contender, count: number): Promise<readonly number[]> {
  const name = 'selected';
  const labels = { 'bench.capstan.dev/tier': name };
  await client.create(ConfigMap, { metadata: { name, namespace: tenant }, data: { round: '0' } });
  const spec = { source: { name }, namespaceSelector: { matchLabels: labels }, serviceAccount: { name: account } };
  const { metadata } = await client.create(ConfigMapSync, { metadata: { name, namespace: tenant }, spec });
  await untilReady(client, name);
  const waits: number[] = [];
  for (let index = 1; index <= count; index++) {
    const started = performance.now();
    await client.create(Namespace, { metadata: { name: `${name}-${index}`, labels } });
    await allCopies(client, { labels: ownedBy(metadata.uid), count: index, round: '0' }).complete;
    waits.push(performance.now() - started);
  }
  return waits;
}

export const ownedBy = (uid: string) => ({ 'weaver.capstan.dev/owner-uid': uid });

export async function untilReady(client: Client, name: string): Promise<void> {
  for await (const event of client.watch(ConfigMapSync, { namespace: tenant, fields: `metadata.name=${name}` })) {
    if (event.type !== 'listed' && event.type !== 'applied') continue;
    if (event.object.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')) return;
  }
}

let rounds = 0;
/** A value that no copy has had. */
export const nextRound = (): string => String(++rounds);

/** From one change of the source to its last copy, in ms. */
export async function changeOnce({ client }: Contender, { name, uid, targets }: MadeSync): Promise<number> {
  const round = nextRound();
  const copies = allCopies(client, { labels: ownedBy(uid), count: targets, round });
  await copies.listed; // so that only changes are watched while the clock runs
  const started = performance.now();
  await client.patch(ConfigMap, { name, namespace: tenant }, { type: 'merge', body: { data: { round } } });
  await copies.complete;
  return performance.now() - started;
}

interface Awaited {
  /** The copies as they were have been read. */
  readonly listed: Promise<void>;
  /** So many copies have the data of the round. */
  readonly complete: Promise<void>;
}

export function allCopies(
  client: Client,
  { labels, count, round }: { readonly labels: Readonly<Record<string, string>>; readonly count: number; readonly round: string },
): Awaited {
  const { promise: listed, resolve } = Promise.withResolvers<void>();
  const follow = async () => {
    const right = new Set<string>();
    for await (const event of client.watch(ConfigMap, { labels })) {
      if (event.type === 'synced') resolve();
      if (event.type !== 'listed' && event.type !== 'applied') continue;
      if (event.object.data?.['round'] === round) right.add(event.object.metadata.namespace ?? '');
      if (right.size === count) return;
    }
  };
  return { listed, complete: follow() };
}
