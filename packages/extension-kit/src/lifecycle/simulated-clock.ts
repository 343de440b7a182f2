import { setTimeout as delay } from 'node:timers/promises';

/** Time of a simulation: it passes only while something is waited for, at a chosen speed. */
export class SimulatedClock {
  readonly #speed: number;
  #ms = 0;

  /** @param speed Simulated seconds in a real one; `Infinity` waits for nothing. */
  constructor(speed: number) {
    this.#speed = speed;
  }

  /** Milliseconds since the beginning. */
  now(): number {
    return this.#ms;
  }

  /** Lets so much time pass. Rejects with the signal's reason. */
  async wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const realMs = ms / this.#speed;
    if (realMs >= 1) {
      await delay(realMs, undefined, { ...(signal && { signal }) }).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      });
    }
    this.#ms += ms;
  }
}
