import { expect, test } from 'vitest';
import { findImage } from './program.ts';

test('an image is found by its reference, exactly or by pattern, and the exact one wins', () => {
  const exact = () => 1;
  const pattern = () => 2;
  const programs = { 'a/b:*': pattern, 'a/b:v1': exact, '*/x*:v1': pattern };

  expect(findImage(programs, 'a/b:v1')?.main).toBe(exact);
  expect(findImage(programs, 'a/b:v2')?.main).toBe(pattern);
  expect(findImage(programs, 'registry/xyz:v1')?.main).toBe(pattern);
  expect(findImage(programs, 'a/c:v1')).toBeUndefined();
  expect(findImage(programs, 'toString')).toBeUndefined();
  expect(findImage({ 'aa*aa': pattern }, 'aaa')).toBeUndefined();
});
