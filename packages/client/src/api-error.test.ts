import { expect, test } from 'vitest';
import { createApiError, isApiError } from './api-error.ts';

test('an error of the API is known by its reasons, and nothing else is taken for one', () => {
  const error = createApiError('gone', { reason: 'NotFound', code: 404 });

  expect(isApiError(error)).toBe(true);
  expect(isApiError(error, 'NotFound')).toBe(true);
  expect(isApiError(error, 'Conflict', 'NotFound')).toBe(true);
  expect(isApiError(error, 'Conflict')).toBe(false);
  expect(isApiError(new Error('NotFound'), 'NotFound')).toBe(false);
  expect(isApiError({ name: 'ApiError', reason: 'NotFound' })).toBe(false);
  expect(isApiError(undefined)).toBe(false);
});

test('an error of the API from another copy of this package is known too', () => {
  const foreign = Object.assign(new Error('gone'), { name: 'ApiError', reason: 'Gone', code: 410, causes: [] });

  expect(isApiError(foreign, 'Gone')).toBe(true);
});
