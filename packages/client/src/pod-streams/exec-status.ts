import type { Status } from '@capstan/schema';
import { statusError } from '../transport/answer-error.ts';
import type { CallRequest } from '../transport/call-request.ts';

/** How a command ended, from the `Status` that is the last thing a kubelet sends. Throws when it was never run. */
export function exitCodeOf(message: Buffer, request: CallRequest): number {
  const status = decode(message);
  if (status.status === 'Success') return 0;
  const code = Number(status.details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message);
  if (Number.isInteger(code)) return code;
  throw statusError(status, request, { code: 500, retryAfterSeconds: undefined });
}

/** It names neither kind nor version here; what is no JSON is a failure in words. */
function decode(message: Buffer): Status {
  const text = message.toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Status; // a kubelet's, on the channel for nothing else
  } catch {
    // not JSON: taken as it stands
  }
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: text.slice(0, 500) };
}
