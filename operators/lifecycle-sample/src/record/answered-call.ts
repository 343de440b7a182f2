import type { Answer, HandledHook, HookRequest } from '@capstan/capi';
import type { CallSubject } from '../describe-call.ts';
import type { ClusterLife } from './cluster-life.ts';
import { type HookRecord, keptCalls } from './hook-record.ts';
import { requestDigest } from './request-digest.ts';

/** A call, as it was answered. */
export interface AnsweredCall {
  readonly hook: HandledHook;
  readonly cluster: CallSubject;
  readonly request: HookRequest;
  readonly what: string;
  readonly answer: Answer;
  readonly time: number;
  readonly durationMs: number;
  /** What the call taught about its cluster. */
  readonly life: ClusterLife;
}

export type RecordedCall = NonNullable<NonNullable<HookRecord['status']>['calls']>[number];

/** A call as it is written down. */
export function recordedCall({ hook, request, what, answer, time, durationMs }: AnsweredCall): RecordedCall {
  const message = answer.answer === 'raw' ? `HTTP ${answer.httpStatus}, ${answer.body.length} characters` : answer.message;
  return {
    hook,
    ...(what !== '' && { what }),
    time: new Date(time).toISOString(),
    count: 1,
    request: requestDigest(request),
    answer: answer.answer,
    ...(message !== '' && { message: message.slice(0, 1024) }),
    ...(answer.answer === 'retry' && { retryAfterSeconds: answer.afterSeconds }),
    durationMs: Math.round(durationMs),
  };
}

/** The list with these calls in it, in the order of time; the same question answered the same way in a row is one entry. */
export function withCalls(calls: readonly RecordedCall[], added: readonly RecordedCall[]): readonly RecordedCall[] {
  const result = [...calls];
  for (const call of added.toSorted((a, b) => (a.time < b.time ? -1 : 1))) {
    const index = result.findLastIndex(({ hook }) => hook === call.hook);
    const last = result[index];
    if (last !== undefined && isSame(last, call)) result[index] = repeated(last, call);
    else result.push(call);
  }
  return result.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)).slice(-keptCalls);
}

function isSame(a: RecordedCall, b: RecordedCall): boolean {
  return a.request === b.request && a.answer === b.answer && a.message === b.message;
}

/** What was left to wait differs while the answer stays the same; the newest counts. */
function repeated(first: RecordedCall, next: RecordedCall): RecordedCall {
  const nextTime = next.lastTime ?? next.time;
  const firstTime = first.lastTime ?? first.time;
  return {
    ...first,
    ...(next.retryAfterSeconds !== undefined && { retryAfterSeconds: next.retryAfterSeconds }),
    lastTime: nextTime > firstTime ? nextTime : firstTime,
    count: first.count + next.count,
    durationMs: Math.max(first.durationMs, next.durationMs),
  };
}
