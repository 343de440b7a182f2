import { type Client, isApiError } from '@capstan/client';
import { serviceAccountClient } from '@capstan/runtime';
import { Pod } from '@capstan/schema';
import { ContentError } from '../content/content-error.ts';
import { podVolumes } from '../content/pod-volumes.ts';
import type { Volume } from '../content/volume.ts';
import type { Container } from '../pod-types.ts';
import { ContainerRun } from './container-run.ts';
import { type ContainerState, creating } from './container-state.ts';
import { delay, type NodeRuntime, timestamp } from './node-runtime.ts';
import { PodLocalhost } from './pod-localhost.ts';
import { podStatus } from './pod-status.ts';
import { StatusWriter } from './status-writer.ts';

/** How long a program whose pod or node is gone already is waited for. */
const abandonMs = 1_000;

/** The life of one pod on this node, from its first container to its last. */
export class PodRun {
  readonly #node: NodeRuntime;
  readonly #stopping = new AbortController();
  readonly #killing = new AbortController();
  readonly #localhost = new PodLocalhost();
  readonly #containers = new Map<string, ContainerRun>();
  readonly #startTime: string;
  readonly #status: StatusWriter;
  #pod: Pod;
  #waiting: ContainerState = creating;
  #ended: Promise<void> | undefined;

  constructor(pod: Pod, node: NodeRuntime) {
    this.#pod = pod;
    this.#node = node;
    this.#startTime = pod.status?.startTime ?? timestamp(node.clock);
    this.#status = new StatusWriter(node.client, pod, () => this.#currentStatus());
  }

  get pod(): Pod {
    return this.#pod;
  }

  container(name: string): ContainerRun | undefined {
    return this.#containers.get(name);
  }

  /** What the API says about the pod now. */
  update(pod: Pod): void {
    this.#pod = pod;
  }

  /** Starts the containers; resolves when all have ended and the last status is written. */
  run(): Promise<void> {
    this.#ended ??= this.#live();
    return this.#ended;
  }

  /** Stops the containers, waits for them no longer than the grace period, and takes the pod out of the API. */
  async terminate(): Promise<void> {
    const { metadata, spec } = this.#pod;
    const graceMs = (metadata.deletionGracePeriodSeconds ?? spec?.terminationGracePeriodSeconds ?? 30) * 1000;
    await this.#stop(new Error('the pod is being deleted'), graceMs);
    await removePod(this.#node.client, this.#pod);
  }

  /** Stops the containers of a pod that is gone, or of a node that ends: nothing more is written about them. */
  abandon(reason: Error): Promise<void> {
    this.#status.close();
    return this.#stop(reason, abandonMs);
  }

  async #stop(reason: Error, graceMs: number): Promise<void> {
    using _late = this.#node.clock.after(graceMs, () => this.#killing.abort());
    this.#stopping.abort(reason);
    await this.run();
  }

  async #live(): Promise<void> {
    const { signal } = this.#stopping;
    this.#status.touch();
    try {
      const volumes = await this.#volumes();
      const { initContainers = [], containers = [] } = this.#pod.spec ?? {};
      for (const container of initContainers) {
        const run = this.#add(container, volumes, 'init');
        await run.run();
        signal.throwIfAborted();
        if (run.state.now.phase !== 'ended' || run.state.now.exitCode !== 0) return;
      }
      const runs = containers.map((container) => this.#add(container, volumes, 'main'));
      await Promise.all(runs.map((run) => run.run()));
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await this.#status.flushed();
    }
  }

  async #volumes(): Promise<ReadonlyMap<string, Volume>> {
    const { client, clock, retryMs } = this.#node;
    const { signal } = this.#stopping;
    for (;;) {
      try {
        return await podVolumes({ client, pod: this.#withAddress(), signal });
      } catch (error) {
        if (!(error instanceof ContentError)) throw error;
        this.#waiting = { now: { phase: 'waiting', reason: error.reason, message: error.message }, restarts: 0 };
        this.#status.touch();
        await delay(clock, retryMs, signal);
      }
    }
  }

  #add(container: Container, volumes: ReadonlyMap<string, Volume>, use: 'init' | 'main'): ContainerRun {
    const { serviceAccountName = 'default', restartPolicy = 'Always' } = this.#pod.spec ?? {};
    const { namespace = '' } = this.#pod.metadata;
    const run = new ContainerRun({
      node: this.#node,
      container,
      pod: () => this.#withAddress(),
      volumes,
      localhost: this.#localhost,
      client: serviceAccountClient(this.#node.client, { serviceAccount: serviceAccountName, namespace }),
      restartPolicy: use === 'init' && restartPolicy === 'Always' ? 'OnFailure' : restartPolicy,
      signal: this.#stopping.signal,
      killed: this.#killing.signal,
      onChange: () => this.#status.touch(),
    });
    this.#containers.set(container.name, run);
    return run;
  }

  /** Programs learn the pod's address before the API has it. */
  #withAddress(): Pod {
    const { address } = this.#node;
    return { ...this.#pod, status: { ...this.#pod.status, hostIP: address, podIP: address } };
  }

  #currentStatus() {
    const { containers = [], initContainers = [] } = this.#pod.spec ?? {};
    const states = [...initContainers, ...containers].map(
      ({ name }) => [name, this.#containers.get(name)?.state ?? this.#waiting] as const,
    );
    const { address, clock } = this.#node;
    const now = timestamp(clock);
    return podStatus({ pod: this.#pod, states: new Map(states), address, startTime: this.#startTime, now });
  }
}

/** Takes a pod whose containers have ended out of the API. */
export async function removePod(client: Client, { metadata: { name, namespace, uid } }: Pod): Promise<void> {
  try {
    await client.delete(Pod, { name, namespace }, { gracePeriodSeconds: 0, preconditions: { uid } });
  } catch (error) {
    if (!isApiError(error, 'Conflict')) throw error; // another pod of that name by now
  }
}
