import { type ErrorSubject, isApiError } from '@capstan/client';

/** An error as the client throws it when the API server refuses. */
export function createApiFailure(reason: string, subject: ErrorSubject): Error {
  const error = Object.assign(new Error(`${subject.kind} "${subject.name}" is refused`), { name: 'ApiError', reason, subject });
  if (!isApiError(error)) throw new Error('the client no longer knows its errors by name and reason');
  return error;
}
