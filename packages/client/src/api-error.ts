import type { ObjectRef, Status, StatusCause, StatusReason } from '@capstan/schema';

/** What an error concerns. */
export interface ErrorSubject extends Partial<ObjectRef> {
  readonly kind: string;
}

/**
 * A request that the API server refused, or that did not reach it. Without an answer `code` is 0 and `reason` says
 * what is known: `'ServiceUnavailable'` when the request was never sent, `'Timeout'` when time ran out, `'Unknown'`
 * when the connection broke and the server may or may not have done it; `cause` is then the system's error.
 */
export interface ApiError extends Error {
  readonly name: 'ApiError';
  /** Kubernetes' reason; `'Unknown'` when the answer had none. */
  readonly reason: StatusReason;
  /** HTTP status code; 0 when no answer came. */
  readonly code: number;
  readonly causes: readonly StatusCause[];
  readonly subject?: ErrorSubject;
  /** What the reader can do about it, where we know. */
  readonly hint?: string;
  readonly retryAfterSeconds?: number;
  /** The whole answer, when it was a `Status`. */
  readonly status?: Status;
}

/** Whether something thrown is an {@link ApiError}, and one of these reasons if any are given. */
export function isApiError(error: unknown, ...reasons: readonly StatusReason[]): error is ApiError {
  // By name, so that two copies of this package still know each other's errors.
  if (!(error instanceof Error) || error.name !== 'ApiError' || !('reason' in error)) return false;
  return reasons.length === 0 || reasons.some((reason) => reason === error.reason);
}

/** The fields of an {@link ApiError} that its maker knows. */
export interface ApiErrorDetails {
  readonly reason: StatusReason;
  readonly code: number;
  readonly causes?: readonly StatusCause[] | undefined;
  readonly subject?: ErrorSubject | undefined;
  readonly hint?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly status?: Status | undefined;
  readonly cause?: unknown;
}

export function createApiError(message: string, details: ApiErrorDetails): ApiError {
  return new RequestFailure(message, details);
}

class RequestFailure extends Error implements ApiError {
  override readonly name = 'ApiError';
  readonly reason: StatusReason;
  readonly code: number;
  readonly causes: readonly StatusCause[];
  readonly subject?: ErrorSubject;
  readonly hint?: string;
  readonly retryAfterSeconds?: number;
  readonly status?: Status;

  constructor(message: string, details: ApiErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.reason = details.reason;
    this.code = details.code;
    this.causes = details.causes ?? [];
    if (details.subject !== undefined) this.subject = details.subject;
    if (details.hint !== undefined) this.hint = details.hint;
    if (details.retryAfterSeconds !== undefined) this.retryAfterSeconds = details.retryAfterSeconds;
    if (details.status !== undefined) this.status = details.status;
  }
}
