import type { HookName } from '../hooks/hook-names.ts';

/**
 * How a call ended: with one of the answers; `error` when the handler threw; `timeout` when it did not answer in time; `malformed`
 * when the request made no sense, `tooLarge` when it was beyond 20 MiB; `busy` when too many ran; `gone` when nobody waited for
 * the answer any more.
 */
export type CallResult =
  | 'proceed'
  | 'provide'
  | 'retry'
  | 'fail'
  | 'raw'
  | 'error'
  | 'timeout'
  | 'malformed'
  | 'tooLarge'
  | 'busy'
  | 'gone';

/** A call that has ended. */
export interface ObservedCall {
  readonly extension: string;
  readonly hook: HookName;
  /** Absent for Discovery, which has none. */
  readonly handler?: string;
  /** `namespace/name`, where the request is about a cluster. */
  readonly cluster?: string;
  readonly result: CallResult;
  /** As the caller got it. */
  readonly message: string;
  /** Where the result is `retry`. */
  readonly retryAfterSeconds?: number;
  readonly durationMs: number;
}
