import { CapiError, Cluster } from '@capstan/capi';
import type { Client } from '@capstan/client';
import { type Clock, run } from '@capstan/runtime';
import { ClusterRole, ClusterRoleBinding, type InputOf, Node, type ObjectRef, ServiceAccount } from '@capstan/schema';
import { type Programs, startSimulatedNode } from '@capstan/simulated-node';
import { type TestEnv, testEnv } from '@capstan/testenv';
import { vi } from 'vitest';
import { operationalReadiness, ReadinessProfile, ReadinessReport } from '../index.ts';
import type { ReadinessSettings } from '../settings.ts';
import { onceHeeded } from './once-heeded.ts';

/** Namespaces of a real cluster take their time to go, and its two servers share the machine with the test. */
vi.setConfig({ testTimeout: 150_000 });

type ProfileInput = InputOf<typeof ReadinessProfile>['spec'];

export interface FleetOptions extends ReadinessSettings {
  /** What the workload cluster's node can run. Default: there is no node. */
  readonly programs?: Programs;
  readonly clock?: Clock;
  /** What answers in the workload cluster's place. */
  readonly instead?: Client;
  /** Default: what the tests run on. */
  readonly controlPlane?: 'embedded';
}

/** A management cluster with the operator, and a workload cluster that its Clusters lead to. */
export interface FleetEnv extends AsyncDisposable {
  readonly management: TestEnv;
  readonly workload: TestEnv;
  readonly namespace: string;
  /** The operator's client, with the rights of its manifests. */
  readonly operator: Client;
  readonly extension: ReturnType<typeof operationalReadiness>;
  /** Unique in the workload cluster; what runs there is told apart by it. */
  readonly runs: string;
  /** Makes a Cluster whose control plane is initialised. */
  cluster(name: string): Promise<Cluster>;
  profile(spec: ProfileInput): Promise<string>;
  report(cluster: string, condition: (report: ReadinessReport) => boolean): Promise<ReadinessReport>;
  /** Starts the controllers, until disposed. */
  start(): Promise<AsyncDisposable>;
  /** Cuts the way into the workload cluster, or restores it. */
  reachable: boolean;
}

let count = 0;

export async function fleetEnv(options: FleetOptions = {}): Promise<FleetEnv> {
  const { programs, controlPlane, instead, ...settings } = options;
  const on = { ...(controlPlane && { controlPlane }) };
  await using made = new AsyncDisposableStack();
  const management = made.use(await testEnv({ ...on, resources: [Cluster, ReadinessProfile, ReadinessReport] }));
  const workload = made.use(await testEnv({ ...on, cluster: 'workload' }));
  const runs = `runs-${process.pid}-${++count}`;
  if (programs) await startNode(workload, `node-${runs}`, programs, made);
  const namespace = await management.namespace();
  const way = { reachable: true };
  const clusters = {
    client: async ({ name }: ObjectRef) => {
      if (way.reachable) return instead ?? workload.client;
      throw new CapiError(`cluster ${name} cannot be reached`, { code: 'ClusterUnreachable' });
    },
  };
  const readiness = (client?: Client) =>
    operationalReadiness({
      clusters,
      ...(client && { client }),
      runningInterval: '200ms',
      waitingInterval: '100ms',
      idleInterval: '300ms',
      settleTime: '0s',
      retryInterval: '500ms',
      ...settings,
    });
  const operator = await operatorClient(management, readiness());
  const extension = readiness(operator);
  const profileName = `profile-${runs}`;
  const held = made.move();
  return Object.assign(way, {
    management,
    workload,
    namespace,
    operator,
    extension,
    runs,
    cluster: (name: string) => makeCluster(management.client, { name, namespace }),
    profile: async (spec: ProfileInput) => {
      await management.client.create(ReadinessProfile, {
        metadata: { name: profileName },
        spec: { clusters: { namespaces: [namespace] }, sonobuoy: { namespace: runs }, ...spec },
      });
      return profileName;
    },
    report: (cluster: string, condition: (report: ReadinessReport) => boolean) =>
      management.eventually(ReadinessReport, { name: `${cluster}.${profileName}`, namespace }, condition, { timeout: '80s' }),
    start: () => startControllers(operator, extension),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  });
}

async function startNode(workload: TestEnv, name: string, programs: Programs, made: AsyncDisposableStack): Promise<void> {
  made.defer(async () => void (await workload.client.delete(Node, { name }))); // a real cluster is shared with other tests
  const node = await startSimulatedNode({
    client: workload.client,
    name,
    programs: onceHeeded(programs, workload.client),
    restartBackOff: '10ms',
    retryInterval: '20ms',
  });
  made.use(node);
}

async function makeCluster(
  client: Client,
  { name, namespace }: { readonly name: string; readonly namespace: string },
): Promise<Cluster> {
  const metadata = { name, namespace };
  await client.create(Cluster, {
    metadata,
    spec: { controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane', name } },
  });
  const initialization = { infrastructureProvisioned: true, controlPlaneInitialized: true };
  return client.patch(Cluster, metadata, { type: 'merge', body: { status: { initialization } } }, { subresource: 'status' });
}

/** A client with the rights that the operator's manifests would give it, and no others. */
async function operatorClient(env: TestEnv, extension: FleetEnv['extension']): Promise<Client> {
  const name = `readiness-${process.pid}-${count}`;
  const rules = [...extension.rules, ...extension.controllers.flatMap((controller) => controller.rules())];
  await env.client.create(ServiceAccount, { metadata: { name, namespace: 'kube-system' } });
  await env.client.create(ClusterRole, { metadata: { name }, rules: rules.map(({ verbs, ...rest }) => ({ ...rest, verbs })) });
  await env.client.create(ClusterRoleBinding, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: 'kube-system' }],
  });
  const who = { serviceAccount: name, namespace: 'kube-system' };
  await env.eventuallyAllowed(who, ReadinessReport, { namespace: 'default', verbs: ['create'] }); // of one role with all the others
  return env.clientAs(who);
}

async function startControllers(client: Client, { controllers }: FleetEnv['extension']): Promise<AsyncDisposable> {
  const stopping = new AbortController();
  const ready = Promise.withResolvers<void>();
  const running = run({
    client,
    controllers,
    signal: stopping.signal,
    freezeObjects: true,
    observe: (event) => {
      if (event.type === 'ready') ready.resolve();
    },
  });
  await Promise.race([ready.promise, running]);
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await running;
    },
  };
}
