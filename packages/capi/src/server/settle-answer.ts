import type { ServerResponse } from 'node:http';
import type { Answer } from '../hooks/answer.ts';
import type { Deadlines } from './deadlines.ts';
import type { HookCall } from './hook-call.ts';

/** What a handler answered, or what came before it did. */
export type Settled = { readonly by: 'answer'; readonly answer: Answer } | { readonly by: 'timeout' } | { readonly by: 'gone' };

export interface CallLimits {
  readonly deadlines: Deadlines;
  readonly response: ServerResponse;
  /** When the handler's signal aborts. */
  readonly abortAt: number;
  /** When there is an answer without the handler. */
  readonly answerAt: number;
}

/**
 * Waits for a handler: no longer than the caller does, and not after the caller went. What comes later is dropped. Rejects with
 * what the handler throws, unless its time was up.
 */
export function settleAnswer(answer: Promise<Answer>, call: HookCall, limits: CallLimits): Promise<Settled> {
  const { deadlines, response, abortAt, answerAt } = limits;
  const { promise, resolve, reject } = Promise.withResolvers<Settled>();
  let timedOut = false;
  let deadline = deadlines.add(abortAt, () => {
    timedOut = true;
    deadline = deadlines.add(answerAt, () => end({ by: 'timeout' }));
    call.abort(new DOMException('the caller is about to stop waiting', 'TimeoutError'));
  });
  const onClose = () => {
    call.abort(new DOMException('the caller went away', 'AbortError'));
    end({ by: 'gone' });
  };
  const release = () => {
    deadline[Symbol.dispose]();
    response.off('close', onClose);
  };
  const end = (settled: Settled) => {
    release();
    resolve(settled);
  };
  response.once('close', onClose);
  answer.then(
    (value) => end({ by: 'answer', answer: value }),
    (error: unknown) => {
      release();
      if (timedOut) resolve({ by: 'timeout' });
      else reject(error);
    },
  );
  return promise;
}
