/** Counts calls that run, and lets in no more than so many. */
export class RunningCalls {
  readonly #most: number;
  #running = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** `undefined` when there is no room; disposing makes room again. */
  enter(): Disposable | undefined {
    if (this.#running >= this.#most) return undefined;
    this.#running += 1;
    return {
      [Symbol.dispose]: () => {
        this.#running -= 1;
      },
    };
  }
}
