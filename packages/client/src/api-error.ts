import type { ObjectRef, Status, StatusCause, StatusReason } from '@capstan/schema';

/** What an error concerns. */
export interface ErrorSubject extends Partial<ObjectRef> {
  readonly kind: string;
}

/** A request that the API server refused, or that did not reach it. */
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
