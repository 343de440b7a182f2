import type { Answer, Raw } from './answer.ts';
import { type HookName, hooksApiVersion, isBlocking } from './hook-names.ts';
import type { HookResponse } from './hook-responses.ts';

/** The response that carries an answer; `retryAfterSeconds` is there whenever the hook has it, 0 included. */
export function responseOf(hook: HookName, answer: Exclude<Answer, Raw>): HookResponse {
  const { message } = answer;
  const response = {
    apiVersion: hooksApiVersion,
    kind: `${hook}Response`,
    status: answer.answer === 'fail' ? 'Failure' : 'Success',
    ...(message !== '' && { message }),
    ...(isBlocking(hook) && { retryAfterSeconds: answer.answer === 'retry' ? answer.afterSeconds : 0 }),
    ...(answer.answer === 'provide' && answer.payload),
  };
  return response as HookResponse; // hook() ties the payload to the hook
}
