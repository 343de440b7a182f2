import type { Client } from '@capstan/client';
import type { Pod } from '@capstan/schema';
import { ContentError } from '../content/content-error.ts';
import { containerEnvironment, expand } from '../content/environment.ts';
import { PodFiles } from '../content/pod-files.ts';
import type { Volume } from '../content/volume.ts';
import type { Container } from '../pod-types.ts';
import { findImage, type ProgramContext, type SimulatedImage } from '../program.ts';
import { ContainerLog } from './container-log.ts';
import { type ContainerState, creating, type Ended, lostState } from './container-state.ts';
import { delay, type NodeRuntime, timestamp } from './node-runtime.ts';
import type { PodLocalhost } from './pod-localhost.ts';

export interface ContainerRunOptions {
  readonly node: NodeRuntime;
  readonly container: Container;
  /** The pod as it is now. */
  readonly pod: () => Pod;
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly localhost: PodLocalhost;
  /** As the pod's ServiceAccount. */
  readonly client: Client;
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
  /** Aborts when the container has to stop. */
  readonly signal: AbortSignal;
  /** Aborts when its program is not waited for any longer. */
  readonly killed: AbortSignal;
  /** Told after each change of `state`. */
  readonly onChange: () => void;
}

interface Running {
  readonly image: SimulatedImage;
  readonly context: ProgramContext;
}

const longestRestartMs = 300_000;

/** The life of one container: its starts, ends and restarts. */
export class ContainerRun {
  readonly name: string;
  readonly #options: ContainerRunOptions;
  #state: ContainerState = creating;
  #log: ContainerLog;
  #previousLog: ContainerLog | undefined;
  #running: Running | undefined;

  constructor(options: ContainerRunOptions) {
    this.name = options.container.name;
    this.#options = options;
    this.#log = new ContainerLog(options.node.clock.now);
  }

  get state(): ContainerState {
    return this.#state;
  }

  /** The program that runs now, for commands that are executed beside it. */
  get running(): Running | undefined {
    return this.#running;
  }

  log(previous: boolean): ContainerLog | undefined {
    return previous ? this.#previousLog : this.#log;
  }

  /** Resolves when it has ended and is not to be restarted; with the signal, as soon as its program has ended. */
  async run(): Promise<void> {
    const { node, signal, pod, container } = this.#options;
    const statuses = [...(pod().status?.containerStatuses ?? []), ...(pod().status?.initContainerStatuses ?? [])];
    const lost = lostState(
      statuses.find(({ name }) => name === container.name),
      timestamp(node.clock),
    );
    if (lost) this.#become(lost);
    try {
      for (;;) {
        if (this.#state.now.phase === 'ended' && !(await this.#mayRestart(this.#state.now))) return;
        await this.#once();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#log.end();
    }
  }

  async #once(): Promise<void> {
    const { signal, node } = this.#options;
    const prepared = await this.#prepared();
    const startedAt = timestamp(node.clock);
    this.#running = prepared;
    this.#become({ ...this.#state, now: { phase: 'running', startedAt } });
    const result = await this.#program(prepared);
    this.#running = undefined;
    const finishedAt = timestamp(node.clock);
    this.#become({ ...this.#state, now: { phase: 'ended', startedAt, finishedAt, ...result } });
    signal.throwIfAborted();
  }

  async #program({ image, context }: Running): Promise<Pick<Ended, 'exitCode' | 'reason' | 'message'>> {
    try {
      using killed = this.#killed();
      const exitCode = await Promise.race([image.main(context), killed.exitCode]);
      return { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' };
    } catch (error) {
      // As a process that does not catch SIGTERM.
      if (context.signal.aborted) return { exitCode: 143, reason: 'Error' };
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      context.log(message);
      return { exitCode: 1, reason: 'Error', message: message.slice(0, 1024) };
    }
  }

  /** The exit code of a program that is given up; the function itself cannot be ended. */
  #killed(): Disposable & { readonly exitCode: Promise<number> } {
    const { killed } = this.#options;
    const { promise, resolve } = Promise.withResolvers<number>();
    const kill = () => resolve(137);
    if (killed.aborted) kill();
    else killed.addEventListener('abort', kill);
    return { exitCode: promise, [Symbol.dispose]: () => killed.removeEventListener('abort', kill) };
  }

  /** Waits until image, volumes and environment are there. */
  async #prepared(): Promise<Running> {
    const { node, container, signal } = this.#options;
    for (;;) {
      try {
        const image = findImage(node.programs, container.image ?? '');
        if (image) return { image, context: await this.#context() };
        this.#wait('ImagePullBackOff', `Back-off pulling image "${container.image}": this node has no program for it`);
      } catch (error) {
        if (!(error instanceof ContentError)) throw error;
        this.#wait(error.reason, error.message);
      }
      await delay(node.clock, node.retryMs, signal);
    }
  }

  async #context(): Promise<ProgramContext> {
    const { node, container, pod, client, localhost, volumes, signal } = this.#options;
    const env = await containerEnvironment(container, { client: node.client, pod: pod(), signal });
    const mounts = (container.volumeMounts ?? []).map(({ name, mountPath, subPath, readOnly }) => {
      const volume = volumes.get(name);
      if (!volume) throw new ContentError('CreateContainerConfigError', `volume "${name}" is not of this pod`);
      return { mountPath, volume, subPath, readOnly };
    });
    const log = this.#log;
    return {
      pod: pod(),
      container,
      command: [...(container.command ?? []), ...(container.args ?? [])].map((part) => expand(part, env)),
      env,
      files: new PodFiles(mounts),
      client,
      localhost,
      signal,
      log: (text) => log.write(text),
    };
  }

  async #mayRestart(ended: Ended): Promise<boolean> {
    const { node, restartPolicy, signal } = this.#options;
    if (restartPolicy === 'Never' || (restartPolicy === 'OnFailure' && ended.exitCode === 0)) return false;
    const { restarts } = this.#state;
    const ms = Math.min(node.restartMs * 2 ** restarts, longestRestartMs);
    const message = `back-off ${ms}ms restarting failed container=${this.name}`;
    this.#become({ last: ended, restarts, now: { phase: 'waiting', reason: 'CrashLoopBackOff', message } });
    await delay(node.clock, ms, signal);
    this.#previousLog = this.#log;
    this.#log.end();
    this.#log = new ContainerLog(node.clock.now);
    this.#state = { ...this.#state, restarts: restarts + 1 };
    return true;
  }

  #wait(reason: string, message: string): void {
    const { now } = this.#state;
    if (now.phase === 'waiting' && now.reason === reason && now.message === message) return;
    this.#become({ ...this.#state, now: { phase: 'waiting', reason, message } });
  }

  #become(state: ContainerState): void {
    this.#state = state;
    this.#options.onChange();
  }
}
