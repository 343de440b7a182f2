import { internalError, StatusError } from '../errors/status-error.ts';
import type { ApiRequest } from '../request/api-request.ts';
import { StorageError } from '../storage/storage-error.ts';
import { respond } from './respond.ts';

/** Answers a failure as a `Status`. What is no `StatusError` is a defect, or a store that can't write: `onDefect` is told of the former. */
export function respondError(request: ApiRequest, error: unknown, onDefect: (error: unknown) => void): void {
  const failure = statusErrorOf(error);
  if (!(error instanceof StatusError || error instanceof StorageError)) onDefect(error);
  const { code = 500, details } = failure.status;
  const headers: Record<string, string> = {};
  if (details?.retryAfterSeconds) headers['retry-after'] = String(details.retryAfterSeconds);
  respond(request, code, Buffer.from(`${JSON.stringify(failure.status)}\n`), 'json', headers);
}

export function statusErrorOf(error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  return internalError(error instanceof Error ? error.message : String(error));
}
