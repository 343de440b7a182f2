import type { Answer } from './call-request.ts';

/** When a failed attempt is repeated. */
export interface RetryPolicy {
  /** Attempts after the first. */
  readonly maxRetries: number;
  /** From 0 up to 1; spreads clients that failed together. */
  readonly random: () => number;
}

const firstDelayMs = 50;
const longestDelayMs = 5_000;

/** Errors that end an attempt before a byte of the request was sent. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
]);
/** Errors of a connection that may have carried the request. */
const broken = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_INFO',
]);

/**
 * Milliseconds to wait before trying again, or `undefined` when the answer stands. 429 means that nothing was done, so
 * any request may be repeated; after 5xx only a repeatable one; both only where the server says when.
 */
export function delayAfterAnswer(answer: Answer, repeatable: boolean, attempt: number, policy: RetryPolicy): number | undefined {
  if (answer.status !== 429 && !(answer.status >= 500 && repeatable)) return undefined;
  const seconds = retryAfterSeconds(answer);
  if (seconds === undefined || attempt > policy.maxRetries) return undefined;
  return Math.max(seconds * 1000, 0) + backOffMs(attempt, policy.random);
}

/** As {@link delayAfterAnswer}, for an attempt that brought no answer. A request that may have been done is repeated only if that is harmless. */
export function delayAfterLoss(error: unknown, repeatable: boolean, attempt: number, policy: RetryPolicy): number | undefined {
  if (attempt > policy.maxRetries) return undefined;
  const code = connectionErrorCode(error);
  // A wrong host name does not get better by waiting; a server that is starting up does.
  const harmless = code === 'ECONNREFUSED' || (repeatable && (broken.has(code) || code === 'ETIMEDOUT'));
  return harmless ? backOffMs(attempt, policy.random) : undefined;
}

/** Doubles with each attempt; between half and the whole of it, by chance. */
export function backOffMs(attempt: number, random: () => number): number {
  const whole = Math.min(firstDelayMs * 2 ** (attempt - 1), longestDelayMs);
  return whole / 2 + (whole / 2) * random();
}

export function retryAfterSeconds(answer: Answer): number | undefined {
  const value = answer.headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}

/** The system's or undici's code for what went wrong; `''` when there is none. */
export function connectionErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export function wasNeverSent(error: unknown): boolean {
  return neverSent.has(connectionErrorCode(error));
}
