import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from '@capstan/client';
import type { Logger } from '@capstan/runtime';
import { type Answer, fail, type Raw } from '../hooks/answer.ts';
import type { HookHandler } from '../hooks/define-hook.ts';
import type { HookName } from '../hooks/hook-names.ts';
import type { HookRequest } from '../hooks/hook-requests.ts';
import { responseOf } from '../hooks/response.ts';
import type { Deadlines } from './deadlines.ts';
import { decodeRequest } from './decode-request.ts';
import { failureMessage } from './failure-message.ts';
import { HookCall } from './hook-call.ts';
import type { HookRoute } from './hook-routes.ts';
import type { CallResult } from './observed-call.ts';
import { readBody } from './request-body.ts';
import { clusterOf } from './request-cluster.ts';
import type { RunningCalls } from './running-calls.ts';
import { type Settled, settleAnswer } from './settle-answer.ts';
import { timeLimits } from './time-limits.ts';

/** A call as it came in. */
export interface IncomingCall {
  /** When, on the server's clock. */
  readonly start: number;
  /** The caller's `?timeout=`. */
  readonly timeoutMs: number | undefined;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What calls use. */
export interface CallServices {
  readonly client: Client | undefined;
  readonly logger: Logger;
  readonly deadlines: Deadlines;
  /** Calls whose request has arrived: who sends slowly takes nobody's place. */
  readonly running: RunningCalls;
}

/** How a call ended, and the body to send unless the caller went away. */
export interface EndedCall {
  readonly result: CallResult;
  readonly message: string;
  readonly cluster?: string;
  readonly retryAfterSeconds?: number;
  readonly body?: string;
  /** Default: 200. */
  readonly httpStatus?: number;
}

const tooLarge = 'error reading request: the body is larger than 20 MiB';
const busy = 'the extension has too many calls to answer';

/**
 * Reads a request, runs its handler, and makes the response. Never rejects: whatever goes wrong is an answer, and a failure rather
 * than a status such as 413 or 503, which a failure policy may ignore.
 */
export async function answerCall(route: HookRoute, incoming: IncomingCall, services: CallServices): Promise<EndedCall> {
  const { hook, handler } = route;
  const body = await readBody(incoming.request);
  if (body === 'gone') return { result: 'gone', message: '' };
  if (body === 'tooLarge') return failedCall(hook, 'tooLarge', tooLarge);
  using place = services.running.enter();
  if (!place) return failedCall(hook, 'busy', busy);
  const decoded = decodeRequest(hook, body);
  if (!decoded.ok) return failedCall(hook, 'malformed', decoded.message);
  if (!handler) return { result: 'provide', message: '', body: route.answer ?? '' };

  const { request } = decoded;
  const cluster = clusterOf(request);
  const ended = await runHandler(handler, request as HookRequest, incoming, services); // only Discovery has no handler
  return cluster === undefined ? ended : { ...ended, cluster };
}

/** An answer with status Failure, which no failure policy ignores: Cluster API asks again. */
function failedCall(hook: HookName, result: CallResult, message: string): EndedCall {
  return { result, message, body: JSON.stringify(responseOf(hook, fail(message))) };
}

async function runHandler(
  handler: HookHandler,
  request: HookRequest,
  incoming: IncomingCall,
  services: CallServices,
): Promise<EndedCall> {
  const { hook, name } = handler;
  try {
    const call = new HookCall(services.client, services.logger);
    const answer = handler.handle(request, call);
    const settled: Settled = isPromise(answer)
      ? await settleAnswer(answer, call, { ...services, ...limitsOf(handler, incoming) })
      : { by: 'answer', answer };
    if (settled.by === 'gone') return { result: 'gone', message: '' };
    if (settled.by === 'timeout') return failedCall(hook, 'timeout', `handler ${name} did not answer in time`);
    return answeredCall(handler, settled.answer) ?? failedCall(hook, 'error', `handler ${name} returned no answer`);
  } catch (error) {
    services.logger.error({ hook, handler: name, error: describe(error) }, 'handler failed');
    return failedCall(hook, 'error', failureMessage(handler, error));
  }
}

function limitsOf({ timeoutSeconds }: HookHandler, { start, timeoutMs, response }: IncomingCall) {
  return { response, ...timeLimits(start, timeoutMs, timeoutSeconds) };
}

/** `undefined` for what is no answer: code that no compiler has seen returns anything. */
function answeredCall({ hook }: HookHandler, answer: Answer | undefined): EndedCall | undefined {
  switch (answer?.answer) {
    case 'retry':
      return { result: 'retry', retryAfterSeconds: answer.afterSeconds, ...response(hook, answer) };
    case 'proceed':
    case 'provide':
    case 'fail':
      return { result: answer.answer, ...response(hook, answer) };
    case 'raw':
      return { result: 'raw', message: '', body: answer.body, httpStatus: answer.httpStatus };
    default:
      return undefined;
  }
}

const response = (hook: HookName, answer: Exclude<Answer, Raw>) => ({
  message: answer.message,
  body: JSON.stringify(responseOf(hook, answer)),
});

const isPromise = (answer: Answer | Promise<Answer>): answer is Promise<Answer> =>
  typeof (answer as Promise<Answer> | undefined)?.then === 'function'; // promises of other libraries too

const describe = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
