import pc from 'picocolors';
import { printable } from '../../printable.ts';
import { UserError } from '../../report-error.ts';
import type { DevOptions } from '../dev.ts';
import { ExtensionProcess, type Serving } from './extension-process.ts';
import type { ServeOrder } from './messages.ts';
import { PlayedLife } from './played-life.ts';

export interface DevSessionOptions extends Pick<DevOptions, 'kubeconfig' | 'to' | 'lifecycle'> {
  readonly signal: AbortSignal;
}

/** Why a source is started. */
export interface Occasion {
  /** When that was, by performance.now(). */
  readonly since: number;
  /** The files that changed; `undefined` for the first start. */
  readonly because: string | undefined;
}

/** The process that serves now, and what is done after each start. Disposing ends all of it. */
export class DevSession implements AsyncDisposable {
  readonly #options: DevSessionOptions;
  readonly #life: PlayedLife | undefined;
  #order: ServeOrder;
  #current: ExtensionProcess | undefined;
  #hasServed = false;
  #afterStart = { cancel: new AbortController(), done: Promise.resolve() };

  constructor(order: ServeOrder, options: DevSessionOptions) {
    this.#order = order;
    this.#options = options;
    const { kubeconfig, lifecycle } = options;
    this.#life = lifecycle && kubeconfig === undefined ? new PlayedLife(options) : undefined;
  }

  /**
   * Puts the source as it is now in place of what serves; what does not start leaves that as it is. Throws where a sound source
   * cannot be served and none ever was: that is no mistake of the source.
   */
  async start({ since, because }: Occasion): Promise<void> {
    await this.#stopAfterStart();
    const loaded = await ExtensionProcess.load(this.#order);
    if (!loaded.ok) return this.#complain(loaded.message, because);
    await this.#stopCurrent({ forGood: false });
    const served = await loaded.value.serve();
    if (!served.ok) {
      await loaded.value.stop({ forGood: true });
      if (!served.ended && !this.#hasServed && !this.#options.signal.aborted) throw new UserError(served.message);
      return this.#complain(served.message, because);
    }
    this.#current = loaded.value;
    this.#hasServed = true;
    this.#tellOfTheEnd(loaded.value);
    this.#announce(served.value, { since, because });
    const cancel = new AbortController();
    this.#afterStart = { cancel, done: this.#playLife(served.value, AbortSignal.any([cancel.signal, this.#options.signal])) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stopAfterStart();
    await this.#stopCurrent({ forGood: true });
  }

  async #stopCurrent(options: { readonly forGood: boolean }): Promise<void> {
    const current = this.#current;
    this.#current = undefined; // whose end is then no news
    await current?.stop(options);
  }

  async #stopAfterStart(): Promise<void> {
    this.#afterStart.cancel.abort();
    await this.#afterStart.done;
  }

  #announce({ url, extensions }: Serving, { since, because }: Occasion): void {
    const ms = Math.round(performance.now() - since);
    const { port } = new URL(url);
    this.#order = { ...this.#order, listen: { ...this.#order.listen, port: Number(port) } }; // a picked port is kept
    if (because !== undefined) say(`${pc.green('↻')} ${because}: ready in ${pc.bold(`${ms} ms`)}`);
    else
      for (const { name, path, hooks } of extensions)
        say(
          `${pc.green('●')} ${pc.bold(name)} at ${pc.cyan(url + path)}, ${hooks.length} ${hooks.length === 1 ? 'hook' : 'hooks'}, ready in ${ms} ms`,
        );
  }

  #complain(message: string, because: string | undefined): void {
    say(`${pc.red('✗')} ${because === undefined ? 'it does not start' : `${because}: it does not start`}`);
    for (const line of message.split('\n')) say(`  ${printable(line)}`);
    const state = this.#current ? 'the build before goes on answering' : 'nothing answers';
    say(pc.dim(`  ${state}; waiting for the next change`));
  }

  #tellOfTheEnd(started: ExtensionProcess): void {
    void started.ended.then((reason) => {
      if (this.#current !== started) return;
      this.#current = undefined;
      say(`${pc.red('✗')} ${reason}; waiting for the next change`);
    });
  }

  async #playLife(serving: Serving, signal: AbortSignal): Promise<void> {
    const process = this.#current;
    try {
      process?.logCalls(this.#life === undefined);
      await this.#life?.play(serving, signal);
    } catch (error) {
      if (!signal.aborted) say(`${pc.red('✗')} ${printable(error instanceof Error ? error.message : String(error))}`);
    } finally {
      process?.logCalls(true);
    }
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
