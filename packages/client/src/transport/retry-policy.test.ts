import { expect, test } from 'vitest';
import { backOffMs, delayAfterAnswer, delayAfterLoss, retryAfterSeconds } from './retry-policy.ts';

const policy = { maxRetries: 3, random: () => 1 };

function answer(status: number, retryAfter?: string): { status: number; headers: Record<string, string>; body: Buffer } {
  return { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter }, body: Buffer.alloc(0) };
}

function failed(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test('back-off doubles, stays below its limit, and is spread over its upper half', () => {
  expect([1, 2, 3, 4].map((attempt) => backOffMs(attempt, () => 1))).toEqual([50, 100, 200, 400]);
  expect([1, 2, 3, 4].map((attempt) => backOffMs(attempt, () => 0))).toEqual([25, 50, 100, 200]);
  expect(backOffMs(1000, () => 1)).toBe(5_000);
});

test('the wait after an answer is what the server asks for, and a little', () => {
  expect(delayAfterAnswer(answer(429, '2'), false, 1, policy)).toBe(2_050);
  expect(delayAfterAnswer(answer(503, '1'), true, 2, policy)).toBe(1_100);
  expect(delayAfterAnswer(answer(504, '1'), true, 1, policy)).toBe(1_050);
});

test('an answer stands when nothing says that repeating it is safe and of use', () => {
  expect(delayAfterAnswer(answer(503, '1'), false, 1, policy)).toBeUndefined();
  expect(delayAfterAnswer(answer(429), true, 1, policy)).toBeUndefined();
  expect(delayAfterAnswer(answer(409, '1'), true, 1, policy)).toBeUndefined();
  expect(delayAfterAnswer(answer(429, '0'), true, 4, policy)).toBeUndefined();
});

test('a request that was never sent may be repeated, one that may have been only if it is repeatable', () => {
  expect(delayAfterLoss(failed('ECONNREFUSED'), false, 1, policy)).toBe(50);
  expect(delayAfterLoss(failed('ECONNRESET'), true, 1, policy)).toBe(50);
  expect(delayAfterLoss(failed('ECONNRESET'), false, 1, policy)).toBeUndefined();
  expect(delayAfterLoss(failed('ENOTFOUND'), true, 1, policy)).toBeUndefined();
  expect(delayAfterLoss(failed('ERR_TLS_CERT_ALTNAME_INVALID'), true, 1, policy)).toBeUndefined();
  expect(delayAfterLoss(failed('ECONNREFUSED'), true, 4, policy)).toBeUndefined();
});

test('Retry-After is read as seconds or as a date, and ignored when it is neither', () => {
  expect(retryAfterSeconds(answer(429, '30'))).toBe(30);
  expect(retryAfterSeconds(answer(429, new Date(Date.now() + 600_000).toUTCString()))).toBeGreaterThan(300);
  expect(retryAfterSeconds(answer(429, 'Thu, 01 Jan 1970 00:00:00 GMT'))).toBe(0);
  expect(retryAfterSeconds(answer(429, 'soon'))).toBeUndefined();
});
