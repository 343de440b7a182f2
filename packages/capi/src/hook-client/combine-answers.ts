import { type HookName, hooksApiVersion, isBlocking } from '../hooks/hook-names.ts';
import type { HookResponse } from '../hooks/hook-responses.ts';
import { callError, type HookCallError } from './call-error.ts';
import type { ExtensionHandler } from './discover.ts';

/** The answer that several successes make: the shortest wait, the messages in a row. None make a success that waits for nothing. */
export function combineAnswers<H extends HookName>(hook: H, responses: readonly HookResponse<H>[]): HookResponse<H> {
  const [first] = responses;
  const waits = responses.map(retryOf).filter((seconds) => seconds !== 0);
  const message = responses.flatMap((response) => response.message || []).join(', ');
  return {
    ...(first ?? { apiVersion: hooksApiVersion, kind: `${hook}Response`, status: 'Success' }),
    ...((first !== undefined || message !== '') && { message }),
    ...(isBlocking(hook) && { retryAfterSeconds: waits.length === 0 ? 0 : Math.min(...waits) }),
  } as HookResponse<H>; // the fields of this hook's response
}

/** How long an answer wants to wait; 0 for hooks that can't block. */
export function retryOf(response: HookResponse): number {
  return 'retryAfterSeconds' in response ? response.retryAfterSeconds : 0;
}

export function failureOf({ name, hook }: ExtensionHandler, { message }: HookResponse): HookCallError {
  return callError(`${name} answered ${hook} with Failure: ${message || 'no message'}`, {
    rule: 'Failure',
    hint: 'Cluster API tries again with growing pauses; no failure policy ignores it.',
  });
}
