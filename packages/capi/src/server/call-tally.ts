import type { HookName } from '../hooks/hook-names.ts';
import type { CallResult, ObservedCall } from './observed-call.ts';

/** Upper bounds in seconds. */
export const latencyBounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30] as const;

/** What is counted of one handler. */
export interface HandlerTally {
  readonly labels: { readonly extension: string; readonly hook: HookName; readonly handler: string };
  readonly results: Map<CallResult, number>;
  /** Calls that took no longer than the bound at the same index, and longer than the one before; the last took longer than all. */
  readonly latencies: number[];
  seconds: number;
}

/** Counts calls. A counter of prom-client hashes its labels on every call; these numbers become one when somebody asks. */
export class CallTally {
  readonly #handlers = new Map<string, HandlerTally>();
  #inFlight = 0;

  get handlers(): Iterable<HandlerTally> {
    return this.#handlers.values();
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  began(): void {
    this.#inFlight += 1;
  }

  ended(call: ObservedCall): void {
    this.#inFlight -= 1;
    const tally = this.#tallyOf(call);
    const seconds = call.durationMs / 1_000;
    tally.results.set(call.result, (tally.results.get(call.result) ?? 0) + 1);
    const bucket = latencyBounds.findIndex((bound) => seconds <= bound);
    const index = bucket < 0 ? latencyBounds.length : bucket;
    tally.latencies[index] = (tally.latencies[index] ?? 0) + 1;
    tally.seconds += seconds;
  }

  #tallyOf({ extension, hook, handler = '' }: ObservedCall): HandlerTally {
    const key = `${extension}/${handler}`;
    let tally = this.#handlers.get(key);
    if (!tally) {
      tally = { labels: { extension, hook, handler }, results: new Map(), latencies: [], seconds: 0 };
      this.#handlers.set(key, tally);
    }
    return tally;
  }
}
