import { type ChildProcess, fork } from 'node:child_process';
import type { Command, Report, ServeOrder } from './messages.ts';

export type Serving = Extract<Report, { readonly report: 'serving' }>;

/** What a process came to: the report that was waited for, or why there is none; whether it says so itself, or just ended. */
export type Outcome<R> =
  | { readonly ok: true; readonly value: R }
  | { readonly ok: false; readonly message: string; readonly ended: boolean };

const endsWithinMs = 5_000;
const program = new URL(import.meta.url.endsWith('.ts') ? './serve-process.ts' : './serve-process.js', import.meta.url);

/**
 * A process that has loaded an extension's source. The one before goes on answering until this one is known to be sound; then
 * {@link stop} that, and {@link serve} with this.
 */
export class ExtensionProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;

  private constructor(order: ServeOrder) {
    this.#child = fork(program, [JSON.stringify(order)], {
      execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('exit', (code, signal) => resolve(`the process ended with ${signal ?? `exit code ${code}`}`));
    });
  }

  /** Starts a process and waits until it has loaded the source. */
  static async load(order: ServeOrder): Promise<Outcome<ExtensionProcess>> {
    const started = new ExtensionProcess(order);
    const loaded = await started.#report('loaded');
    return loaded.ok ? { ok: true, value: started } : loaded;
  }

  /** Resolves with the reason when the process has ended. */
  get ended(): Promise<string> {
    return this.#ended;
  }

  /** Lets it answer calls. */
  async serve(): Promise<Outcome<Serving>> {
    const serving = this.#report('serving');
    this.#send({ command: 'serve' });
    return serving;
  }

  /** Lets it finish the calls in flight; a process that does not end is made to. `forGood` where none comes after it. */
  async stop({ forGood }: { readonly forGood: boolean }): Promise<void> {
    this.#send({ command: 'stop', forGood });
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), endsWithinMs);
    await this.#ended;
    clearTimeout(patience);
  }

  /** Whether it tells of its calls. */
  logCalls(calls: boolean): void {
    this.#send({ command: 'log', calls });
  }

  #send(command: Command): void {
    if (this.#child.connected) this.#child.send(command);
  }

  #report<Kind extends 'loaded' | 'serving'>(kind: Kind): Promise<Outcome<Extract<Report, { readonly report: Kind }>>> {
    const { promise, resolve } = Promise.withResolvers<Outcome<Extract<Report, { readonly report: Kind }>>>();
    const onMessage = (message: unknown) => {
      const report = message as Report; // sent by serve-order.ts
      if (report.report === 'failed') resolve({ ok: false, message: report.message, ended: false });
      // The report of that kind, which the compiler cannot narrow by a type parameter.
      else if (report.report === kind) resolve({ ok: true, value: report as Extract<Report, { readonly report: Kind }> });
    };
    this.#child.on('message', onMessage);
    void this.#ended.then((message) => resolve({ ok: false, message, ended: true }));
    return promise.finally(() => this.#child.off('message', onMessage));
  }
}
