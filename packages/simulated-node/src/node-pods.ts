import type { WatchEvent } from '@capstan/client';
import type { Pod } from '@capstan/schema';
import { type NodeRuntime, timestamp } from './pods/node-runtime.ts';
import { PodRun, removePod } from './pods/pod-run.ts';
import { isWaiting, schedule } from './scheduling/schedule.ts';

export interface NodePodsOptions {
  readonly schedules: boolean;
  readonly onNote: (text: string) => void;
}

/** The pods of one node, by uid: follows what the API says and lets them live accordingly. */
export class NodePods {
  readonly #node: NodeRuntime;
  readonly #options: NodePodsOptions;
  readonly #runs = new Map<string, PodRun>();
  readonly #work = new Set<Promise<void>>();
  readonly #terminating = new Set<string>();
  #listed: Set<string> | undefined;

  constructor(node: NodeRuntime, options: NodePodsOptions) {
    this.#node = node;
    this.#options = options;
  }

  find(namespace: string, name: string): PodRun | undefined {
    return this.#runs.values().find(({ pod: { metadata } }) => metadata.namespace === namespace && metadata.name === name);
  }

  take(event: WatchEvent<Pod>): void {
    switch (event.type) {
      case 'restarted':
        this.#listed = new Set();
        break;
      case 'listed':
      case 'applied':
        this.#listed?.add(event.object.metadata.uid);
        this.#consider(event.object);
        break;
      case 'synced':
        for (const uid of this.#runs.keys()) if (this.#listed?.has(uid) === false) this.#drop(uid);
        this.#listed = undefined;
        break;
      case 'deleted':
        this.#drop(event.object.metadata.uid);
        break;
    }
  }

  /** Stops every program without telling the API, and waits until they have ended. */
  async abandon(reason: Error): Promise<void> {
    for (const run of this.#runs.values()) this.#track(run.pod, run.abandon(reason));
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  #consider(pod: Pod): void {
    const { uid, deletionTimestamp } = pod.metadata;
    if (this.#options.schedules && isWaiting(pod)) {
      this.#track(pod, schedule(this.#node.client, pod, this.#node.name, timestamp(this.#node.clock)));
    }
    if (pod.spec?.nodeName !== this.#node.name) return;
    const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    const known = this.#runs.get(uid);
    known?.update(pod);
    if (deletionTimestamp) this.#terminate(pod, known);
    else if (!known && !ended) this.#start(pod, uid);
  }

  #start(pod: Pod, uid: string): void {
    const run = new PodRun(pod, this.#node);
    this.#runs.set(uid, run);
    this.#track(pod, run.run());
  }

  #terminate(pod: Pod, run: PodRun | undefined): void {
    const { uid } = pod.metadata;
    if (this.#terminating.has(uid)) return;
    this.#terminating.add(uid);
    const removed = run ? run.terminate() : removePod(this.#node.client, pod);
    this.#track(
      pod,
      removed.finally(() => this.#terminating.delete(uid)),
    );
  }

  #drop(uid: string): void {
    const run = this.#runs.get(uid);
    this.#runs.delete(uid);
    if (run) this.#track(run.pod, run.abandon(new Error('the pod is gone')));
  }

  #track({ metadata }: Pod, work: Promise<void>): void {
    const noted = work
      .catch((error: unknown) => {
        const what = error instanceof Error ? error.message : String(error);
        this.#options.onNote(`pod ${metadata.namespace}/${metadata.name}: ${what}`);
      })
      .finally(() => this.#work.delete(noted));
    this.#work.add(noted);
  }
}
