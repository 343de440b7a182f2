import type { Client } from '@capstan/client';
import { type Clock, systemClock } from '@capstan/runtime';
import { type Duration, durationMs, Pod } from '@capstan/schema';
import { startKubeletServer } from './kubelet/kubelet-server.ts';
import { NodePods } from './node-pods.ts';
import { timestamp } from './pods/node-runtime.ts';
import type { Programs } from './program.ts';
import { markLost, registerNode } from './register-node.ts';

export interface SimulatedNodeOptions {
  /** As whom the node acts. It needs what kubelets and the scheduler may do; an administrator's client will do. */
  readonly client: Client;
  readonly name: string;
  /** What the images hold. An image that is not here cannot be pulled. */
  readonly programs: Programs;
  /** Ends the node, as when its machine is switched off. */
  readonly signal?: AbortSignal;
  /** Default: `'linux'`. */
  readonly os?: 'linux' | 'windows';
  /** Labels beside host name, operating system and architecture. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Whether the node also looks for pods that nobody has scheduled, and takes those that fit. Default: `true`. */
  readonly schedules?: boolean;
  /** What the node says its kubelet's version is. Default: the API server's version. */
  readonly kubeletVersion?: string;
  /** First wait before a container is started again; it doubles up to five minutes. Default: `'10s'`. */
  readonly restartBackOff?: Duration;
  /** Wait before what a container lacks (an image, a ConfigMap) is looked for again. Default: `'1s'`. */
  readonly retryInterval?: Duration;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Told, in words for people, of what went wrong with a pod and is nobody's fault but the node's. Default: nothing is. */
  readonly onNote?: (text: string) => void;
}

/** A node that is running. Disposing it is switching it off. */
export interface SimulatedNode extends AsyncDisposable {
  readonly name: string;
  /** Where its kubelet listens. */
  readonly address: string;
  readonly kubeletPort: number;
  /** Resolves when the node has ended. Rejects when the API server refused what the node cannot do without. */
  readonly ended: Promise<void>;
}

/** Pods have no addresses of their own: all of this node's share the loopback interface, and so its ports. */
const address = '127.0.0.1';

/**
 * Starts a node whose pods run as functions of this process. It does to the API what scheduler and kubelet do: binds pods,
 * runs them, writes their status, answers `exec` and `logs`, takes deleted pods away.
 *
 * **Guarantees**: a program sees what the API server holds and nothing else: ConfigMaps, Secrets, downward API and tokens
 * as files and variables, and a client with the rights of the pod's ServiceAccount.
 * **Assumptions**: programs end when their signal aborts; a function cannot be killed. Controllers that make pods (DaemonSet,
 * Job, Deployment) do not exist on a bare API server, nor here. No probes, no resources, no network of pods.
 *
 * @example
 * await using node = await startSimulatedNode({ client, name: 'node-1', programs: { 'example.invalid/hello:*': () => 0 } });
 */
export async function startSimulatedNode(options: SimulatedNodeOptions): Promise<SimulatedNode> {
  const { client, name, programs, clock = systemClock, onNote = () => undefined } = options;
  const runtime = {
    client: client.with({ fieldManager: 'simulated-node' }),
    name,
    address,
    programs,
    clock,
    restartMs: durationMs(options.restartBackOff ?? '10s'),
    retryMs: durationMs(options.retryInterval ?? '1s'),
  };
  const pods = new NodePods(runtime, { schedules: options.schedules ?? true, onNote });
  await using held = new AsyncDisposableStack();
  const server = held.use(await startKubeletServer({ address, nodeName: name, find: (...key) => pods.find(...key) }));
  const { os = 'linux', labels = {} } = options;
  const kubeletVersion = options.kubeletVersion ?? (await client.discovery.version()).gitVersion;
  const kubeletPort = server.port;
  await registerNode(client, { name, address, kubeletPort, os, kubeletVersion, labels, now: timestamp(clock) });
  const off = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, off.signal]) : off.signal;
  const running = held.move();
  const ended = live(pods, runtime.client, signal)
    .finally(() => running.disposeAsync())
    .finally(() => markLost(client, name, timestamp(clock)).catch(() => undefined)); // the API server may be gone first
  ended.catch(() => undefined); // told to whoever asks for `ended`
  return {
    name,
    address,
    kubeletPort,
    ended,
    async [Symbol.asyncDispose]() {
      off.abort(new Error(`node ${name} was switched off`));
      await ended.catch(() => undefined);
    },
  };
}

/** Follows all pods until the signal aborts, and then lets go of those that run. */
async function live(pods: NodePods, client: Client, signal: AbortSignal): Promise<void> {
  try {
    for await (const event of client.watch(Pod, { signal })) pods.take(event);
  } finally {
    await pods.abandon(new Error('the node was switched off'));
  }
}
