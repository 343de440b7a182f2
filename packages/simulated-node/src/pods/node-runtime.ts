import type { Client } from '@capstan/client';
import type { Clock } from '@capstan/runtime';
import type { Programs } from '../program.ts';

/** What pods run with. */
export interface NodeRuntime {
  /** As the node. */
  readonly client: Client;
  readonly name: string;
  readonly address: string;
  readonly programs: Programs;
  readonly clock: Clock;
  /** First wait before a container is started again; it doubles up to five minutes. */
  readonly restartMs: number;
  /** Wait before what a container lacked is looked for again. */
  readonly retryMs: number;
}

export const timestamp = (clock: Clock) => new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');

/** Waits, and rejects with the signal's reason if that comes first. */
export function delay(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const aborted = () => {
      timer[Symbol.dispose]();
      reject(signal.reason);
    };
    const timer = clock.after(ms, () => {
      signal.removeEventListener('abort', aborted);
      resolve();
    });
    signal.addEventListener('abort', aborted, { once: true });
  });
}
