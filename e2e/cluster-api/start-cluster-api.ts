import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient, loadKubeconfig } from '@capstan/client';
import { Namespace } from '@capstan/schema';
import { freePorts, type ServerProcess, startServer } from '@capstan/testenv';
import { loopbackCertificate, loopbackKey } from '../loopback-certificate.ts';
import { applyCrds, applyManifests } from './apply-manifests.ts';
import { type Component, components } from './components.ts';
import { clusterApiBin } from './installed.ts';
import { crdsOf, inventoryCrds, webhooksOf } from './manifests.ts';

export interface StartClusterApiOptions {
  /** Kubeconfig text of an administrator. The API server must be able to call 127.0.0.1, as the managers' webhooks are there. */
  readonly kubeconfig: string;
  /** Lets Cluster API ask extensions before it replaces a machine. Default: `false`. */
  readonly inPlaceUpdates?: boolean;
  /** Told of each step. Default: nobody is. */
  readonly onStep?: (step: string) => void;
}

export interface ClusterApi extends AsyncDisposable {
  /** The folder with each manager's log, until it is disposed. */
  readonly logs: string;
  /** Rejects with the tail of its log when a manager ends by itself. */
  readonly failed: Promise<never>;
}

interface Ports {
  readonly webhook: number;
  readonly health: number;
  readonly diagnostics: number;
}

type Placed = Component & { readonly ports: Ports };

/** Installs the real Cluster API in an API server and runs its managers as processes; they end when it is disposed. */
export async function startClusterApi(options: StartClusterApiOptions): Promise<ClusterApi> {
  const { kubeconfig, onStep = () => undefined } = options;
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'capstan-cluster-api-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'kubeconfig'), kubeconfig, { mode: 0o600 });
  await writeFile(join(folder, 'tls.crt'), loopbackCertificate);
  await writeFile(join(folder, 'tls.key'), loopbackKey, { mode: 0o600 });
  await using client = createClient(await loadKubeconfig({ text: kubeconfig }), { fieldManager: 'cluster-api-installer' });
  const placed = await placeComponents();
  for (const component of placed) await applyCrds(client, await crdsOf(component, component.ports.webhook));
  await installInventory(client);
  onStep('CustomResourceDefinitions are established');
  const managers = placed.map((component) => made.use(startManager(component, folder, options)));
  const failed = Promise.race(managers.map((manager) => manager.failed));
  failed.catch(() => undefined); // seen by whoever waits for something
  for (const component of placed) {
    await Promise.race([untilReady(component), failed]);
    onStep(`${component.manager.program} is ready`);
  }
  for (const component of placed) await applyManifests(client, await webhooksOf(component, component.ports.webhook));
  onStep('webhooks are registered');
  const owned = made.move();
  return { logs: folder, failed, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function placeComponents(): Promise<Placed[]> {
  const free = (await freePorts(components.length * 3)).values();
  const port = () => free.next().value ?? 0;
  return components.map((component) => ({
    ...component,
    ports: { webhook: port(), health: port(), diagnostics: port() },
  }));
}

function startManager({ manager, ports }: Placed, folder: string, options: StartClusterApiOptions): ServerProcess {
  const { program, env = {} } = manager;
  const kubeconfig = join(folder, 'kubeconfig');
  const gates = [...manager.featureGates, ...(options.inPlaceUpdates ? (manager.inPlaceGates ?? []) : [])];
  const args = [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    `--webhook-cert-dir=${folder}`,
    `--webhook-port=${ports.webhook}`,
    `--health-addr=127.0.0.1:${ports.health}`,
    `--diagnostics-address=127.0.0.1:${ports.diagnostics}`,
    '--insecure-diagnostics=true',
    `--feature-gates=${gates.map((gate) => `${gate}=true`).join(',')}`,
    '-v=4',
  ];
  return startServer(join(clusterApiBin, program), args, { name: program, folder, env: { KUBECONFIG: kubeconfig, ...env } });
}

async function untilReady({ manager, ports }: Placed): Promise<void> {
  const deadline = performance.now() + 90_000;
  let last = 'no answer';
  while (performance.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${ports.health}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(String);
    if (typeof answer !== 'string' && answer.ok) return;
    last = typeof answer === 'string' ? answer : await answer.text();
    await delay(100);
  }
  throw new Error(`${manager.program} was not ready after 90 s: ${last}`);
}

/** What `clusterctl init` would have left, so that `clusterctl describe` and `move` find the providers. */
async function installInventory(client: Client): Promise<void> {
  await applyCrds(client, await inventoryCrds());
  for (const { provider, inventory } of components) {
    const { namespace, providerName, type } = inventory;
    const labels = { 'cluster.x-k8s.io/provider': provider, 'clusterctl.cluster.x-k8s.io': '' };
    await client.apply(Namespace, { metadata: { name: namespace } }, { force: true });
    const entry = {
      apiVersion: 'clusterctl.cluster.x-k8s.io/v1alpha3',
      kind: 'Provider',
      metadata: { name: provider, namespace, labels: { ...labels, 'clusterctl.cluster.x-k8s.io/core': 'inventory' } },
      providerName,
      type,
      version: 'v1.14.2',
    };
    await applyManifests(client, [entry]);
  }
}
