import type { Clock } from '@capstan/runtime';

/** Something to wait on that may be told at any time; what is told while nobody waits is not lost. */
export class Wake {
  readonly #clock: Clock;
  #told = false;
  #resolve: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  tell(): void {
    this.#told = true;
    this.#resolve();
  }

  /** Waits until told, and no longer than so many milliseconds; `false` when the signal came first. */
  async next(atMostMs: number, signal: AbortSignal): Promise<boolean> {
    using _limit = this.#clock.after(atMostMs, () => this.#resolve());
    const onAbort = () => this.#resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    await new Promise<void>((resolve) => {
      this.#resolve = resolve;
      if (this.#told || signal.aborted) resolve();
    });
    signal.removeEventListener('abort', onAbort);
    this.#told = false;
    return !signal.aborted;
  }
}
