import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Client } from '@capstan/client';
import { ConfigMapSync, configWeaverManifests } from '@capstan/config-weaver';
import { serviceAccountClient } from '@capstan/runtime';
import { ClusterRole, ClusterRoleBinding, ConfigMap, Namespace, ServiceAccount, type TokenRequest } from '@capstan/schema';
import { parse, stringify } from 'yaml';
import type { Contender } from './control-planes.ts';

const tenant = 'tenant';
const account = 'weaver';
const parallel = 32;
/** Memory that is given back early costs little time here, and a container is paid for by its memory. */
const nodeFlags = (process.env['WEAVER_NODE_FLAGS'] ?? '--max-semi-space-size=1 --max-old-space-size=128')
  .split(' ')
  .filter(Boolean);
const targetName = (index: number) => `target-${String(index).padStart(5, '0')}`;

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

/** So many calls, some at a time. */
export async function inParallel(count: number, call: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let index = next++; index < count; index = next++) await call(index);
  };
  await Promise.all(Array.from({ length: parallel }, work));
}

export interface RunningWeaver extends AsyncDisposable {
  residentMegabytes(): number;
}

/** The operator as a process of its own, with the rights of its manifests. */
export async function startWeaver({ client, kubeconfig }: Contender): Promise<RunningWeaver> {
  const directory = await mkdtemp(join(tmpdir(), 'capstan-bench-'));
  const path = join(directory, 'kubeconfig');
  await writeFile(path, await operatorKubeconfig(client, kubeconfig), { mode: 0o600 });
  const program = new URL('weaver-operator.ts', import.meta.url).pathname;
  const args = [...nodeFlags, '--conditions=@capstan/source', program, path];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) if (line === 'running') break;
  if (child.exitCode !== null) throw new Error(`the operator ended with ${child.exitCode} before it worked`);
  child.stdout.resume();
  return {
    residentMegabytes: () => {
      const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      return Number(kilobytes) / 1024;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function operatorKubeconfig(client: Client, kubeconfig: string): Promise<string> {
  const ref = { name: 'config-weaver', namespace: 'capstan-system' };
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } };
  const { status } = (await client.createSubresource(ServiceAccount, ref, 'token', body)) as TokenRequest; // what the subresource answers
  const config = parse(kubeconfig) as { users: { user: object }[] }; // of a server that the benchmark started
  for (const entry of config.users) entry.user = { token: status?.token };
  return stringify(config);
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
  await allCopies(client, metadata.uid, targets, '0');
  const firstMs = performance.now() - started;
  await ready(client, name);
  return { name, uid: metadata.uid, targets, firstMs };
}

async function ready(client: Client, name: string): Promise<void> {
  for await (const event of client.watch(ConfigMapSync, { namespace: tenant, fields: `metadata.name=${name}` })) {
    if (event.type !== 'listed' && event.type !== 'applied') continue;
    if (event.object.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')) return;
  }
}

let round = 0;

/** From one change of the source to its last copy, in ms. */
export async function changeOnce({ client }: Contender, sync: MadeSync): Promise<number> {
  round += 1;
  const wanted = String(round);
  const seen = allCopies(client, sync.uid, sync.targets, wanted);
  const started = performance.now();
  await client.patch(ConfigMap, { name: sync.name, namespace: tenant }, { type: 'merge', body: { data: { round: wanted } } });
  await seen;
  return performance.now() - started;
}

/** Resolves when so many copies of a sync have the data of a round. */
async function allCopies(client: Client, uid: string, count: number, wanted: string): Promise<void> {
  const right = new Set<string>();
  for await (const event of client.watch(ConfigMap, { labels: { 'weaver.capstan.dev/owner-uid': uid } })) {
    if (event.type !== 'listed' && event.type !== 'applied') continue;
    if (event.object.data?.['round'] === wanted) right.add(event.object.metadata.namespace ?? '');
    if (right.size === count) return;
  }
}

/** The same number of writes of the same size by the same user, with nothing before, between and behind them. */
export async function measureBare({ client }: Contender, count: number): Promise<number> {
  const bare = serviceAccountClient(client, { serviceAccount: account, namespace: tenant }).with({ fieldManager: 'bare' });
  const name = 'bare';
  if (!(await client.find(ConfigMap, { name, namespace: targetName(count - 1) })))
    await inParallel(count, async (index) => {
      const ref = { name, namespace: targetName(index) };
      if (!(await client.find(ConfigMap, ref))) await bare.create(ConfigMap, { metadata: ref, data: { round: '0' } });
    });
  round += 1;
  const started = performance.now();
  await inParallel(count, (index) =>
    bare.patch(ConfigMap, { name, namespace: targetName(index) }, { type: 'merge', body: { data: { round: String(round) } } }),
  );
  return performance.now() - started;
}

/** A thousand syncs of ten targets each, when nothing happens. */
export async function measureIdle(contender: Contender): Promise<Readonly<Record<string, number>>> {
  const { client } = contender;
  await using operator = await startWeaver(contender);
  const idle = 'idle';
  await client.create(ConfigMap, { metadata: { name: idle, namespace: tenant }, data: { round: '0' } });
  const syncToNamespaces = Array.from({ length: 10 }, (_, index) => targetName(index));
  await inParallel(1_000, (index) => {
    const name = `idle-${index}`;
    const spec = { source: { name: idle }, targetName: name, syncToNamespaces, serviceAccount: { name: account } };
    return client.create(ConfigMapSync, { metadata: { name, namespace: tenant }, spec });
  });
  await inParallel(1_000, (index) => ready(client, `idle-${index}`));
  return { '1,000 syncs of 10 targets, operator memory, MB': operator.residentMegabytes() };
}
