import { StatusError } from '../errors/status-error.ts';
import type { Store } from '../storage/store.ts';

const waitMs = 3_000;

/** Resolves when the store has come so far. Rejects with a 504 when that takes too long. */
export function waitForRevision(store: Store, revision: number): Promise<void> {
  if (revision <= store.revision) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      subscription[Symbol.dispose]();
      reject(tooLarge(revision, store.revision));
    }, waitMs);
    timer.unref();
    const subscription = store.subscribeAll(({ object }) => {
      if (object.revision < revision) return;
      clearTimeout(timer);
      subscription[Symbol.dispose]();
      resolve();
    });
  });
}

export const tooLarge = (revision: number, current: number) =>
  new StatusError(504, 'Timeout', `Timeout: Too large resource version: ${revision}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
